using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Optimization;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.LlamaCpp.Tests.Optimization;

public sealed class ModelOptimizerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("localrag-optimizer-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Optimize_KeepsAModelThatForetellsAsWell_AndAVerdictForThisMachine()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "README.md"))[..5000];

        ModelOptimization result = await NewOptimizer().OptimizeAsync(null, text, cancellationToken: Token);
        WeightVerdict? verdict = new OptimizedModels(_folder.FullName).Find(RepositoryPaths.ChatModel);

        Assert.Equal(("Q4_1", "Q8_0"), (result.WeightType, result.OptimizedType));
        Assert.InRange(result.OptimizedPerplexity / result.Perplexity, 0.98, 1.01);
        Assert.NotNull(result.PromptSpeed);
        Assert.NotNull(result.AnswerSpeed);
        Assert.Equal((result.Wins, result.Reason), (verdict!.Wins, verdict.Reason));
        Assert.Equal(result.OptimizedBytes, new FileInfo(new OptimizedModels(_folder.FullName).PathOf(verdict.FileName)).Length);
        Assert.DoesNotContain(_folder.EnumerateFiles("*.partial", SearchOption.AllDirectories), _ => true);

        // Whether it wins is the machine's to say; what a winner is used for must hold either way.
        new OptimizedModels(_folder.FullName).Save(verdict with { Wins = true });
        Assert.Equal(verdict.FileName, Path.GetFileName(await LoadedFileAsync(optimized: true)));
        Assert.Equal(RepositoryPaths.ChatModel, await LoadedFileAsync(optimized: false));
        Assert.Equal(RepositoryPaths.ChatModel, await LoadedFileAsync(optimized: true, new FullMemory()));
        new OptimizedModels(_folder.FullName).Save(verdict with { Wins = false });
        Assert.Equal(RepositoryPaths.ChatModel, await LoadedFileAsync(optimized: true));
    }

    [Fact]
    public async Task Text_ThatIsTooShort_IsAnError()
        => await Assert.ThrowsAsync<LocalRagException>(() => NewOptimizer().OptimizeAsync(null, "short", cancellationToken: Token));

    [Fact]
    public async Task MemoryThatIsShort_IsAnErrorWithBothFigures_BeforeAnythingIsWritten()
    {
        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(
            () => NewOptimizer(new TinyMemory()).OptimizeAsync(null, "text", cancellationToken: Token));

        Assert.Matches("[0-9]+ MiB of memory as Q8_0, and there is room for 1 MiB", exception.Problem);
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void DamagedVerdict_SaysNothing()
    {
        OptimizedModels models = new(_folder.FullName);
        Directory.CreateDirectory(models.Directory);
        File.WriteAllText(models.PathOf("0123456789abcdef-0.json"), "{ not json");

        Assert.Null(models.Find(RepositoryPaths.ChatModel));
    }

    private ModelOptimizer NewOptimizer(IMemoryArbiter? memory = null) => new(
        new ChangingSettings(ChatModelFixture.NewOptions()), Models(), NullLoggerFactory.Instance, memory);

    private FixedModelStore Models() => new(RepositoryPaths.ChatModel) { Directory = _folder.FullName };

    private async Task<string> LoadedFileAsync(bool optimized, IMemoryArbiter? memory = null)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.OptimizedWeights = optimized;
        using LlamaChatClient client = new(new ChangingSettings(options), Models(), memory: memory);
        ChatResponse response = await client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 2 }, Token);
        Assert.NotEmpty(response.Text);
        return ((LoadedModel)client.GetService(typeof(LoadedModel))!).Model.Path;
    }

    /// <summary>Has no room left, and refuses nobody.</summary>
    private sealed class FullMemory : IMemoryArbiter
    {
        public MemoryStatus Status => new(Budget: 1 << 20, Used: 1 << 20, Available: 1 << 20, MemoryPressure.None);

        public IDisposable Register(IMemoryOwner owner) => new MemoryStream();

        public ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable>(new MemoryStream());

        public ValueTask CompactAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class TinyMemory : IMemoryArbiter
    {
        public MemoryStatus Status => new(Budget: 1 << 20, Used: 0, Available: 1 << 30, MemoryPressure.Critical);

        public IDisposable Register(IMemoryOwner owner) => throw new NotSupportedException();

        public ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask CompactAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
