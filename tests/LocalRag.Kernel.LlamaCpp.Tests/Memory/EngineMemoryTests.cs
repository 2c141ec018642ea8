using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Memory;
using LocalRag.LlamaCpp.Tests.Doubles;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Memory;

public sealed class EngineMemoryTests
{
    // llama.cpp tells sizes in hundredths of a MiB.
    private const long Rounding = 6_000;

    private readonly RecordingMemoryArbiter _memory = new();

    [Theory]
    [InlineData(2048, 4, KvType.F16)]
    [InlineData(300, 1, KvType.F16)]
    [InlineData(1000, 3, KvType.F16)]
    [InlineData(512, 2, KvType.Q8)]
    [InlineData(512, 2, KvType.Q4)]
    [InlineData(256, 1, KvType.F32)]
    public async Task KeyValues_ComputedFromTheHead_AreWhatIsAllocated(int contextTokens, int sequences, KvType type)
    {
        GgufSummary summary = GgufFile.Check(RepositoryPaths.ChatModel);
        using LlamaChatClient client = await LoadAsync(contextTokens, sequences, type);

        long computed = ModelMemory.KeyValueBytes(summary, contextTokens, sequences, type);

        Assert.InRange(_memory.Usage("llama.kv").Private, computed - Rounding, computed + Rounding);
    }

    [Theory]
    [InlineData(2048, 4)]
    [InlineData(512, 1)]
    [InlineData(8192, 1)]
    public async Task Compute_Estimated_CoversWhatIsAllocatedWithoutWasteOfTwice(int contextTokens, int sequences)
    {
        ModelMemory estimate = ModelMemory.Estimate(GgufFile.Check(RepositoryPaths.ChatModel), Options(contextTokens, sequences, KvType.F16));
        using LlamaChatClient client = await LoadAsync(contextTokens, sequences, KvType.F16);

        long allocated = _memory.Usage("llama.compute").Private;

        Assert.InRange(estimate.Compute, allocated, 2 * allocated);
    }

    [Fact]
    public async Task Weights_AreMappedFromTheModelsFile()
    {
        using LlamaChatClient client = await LoadAsync(512, 1, KvType.F16);

        MemoryUsage usage = _memory.Usage("llama.weights");

        Assert.InRange(usage.Mapped, new FileInfo(RepositoryPaths.ChatModel).Length * 0.9, new FileInfo(RepositoryPaths.ChatModel).Length);
        Assert.Equal([RepositoryPaths.ChatModel], _memory.Owners.Single(owner => owner.Name == "llama.weights").MappedFiles);
    }

    [Fact]
    public async Task Load_ReservesFirst_AndGivesTheReservationBack()
    {
        using LlamaChatClient client = await LoadAsync(512, 1, KvType.F16);

        Assert.Contains(RepositoryPaths.ChatModel, Assert.Single(_memory.Reserved).Purpose, StringComparison.Ordinal);
        Assert.Equal(0, _memory.OpenReservations);
    }

    [Fact]
    public async Task Dispose_TakesTheOwnersOut()
    {
        (await LoadAsync(512, 1, KvType.F16)).Dispose();

        Assert.Empty(_memory.Owners);
    }

    [Fact]
    public void Fit_LittleMemory_ShortensTheContext()
    {
        GgufSummary summary = GgufFile.Check(RepositoryPaths.ChatModel);
        LlamaOptions options = Options(2048, 4, KvType.F16);

        ModelFit small = Fit(summary, options, 200_000_000);
        ModelFit none = Fit(summary, options, 50_000_000);
        ModelFit plenty = Fit(summary, options, 100_000_000_000);

        Assert.InRange(small.ContextTokens, 256, 7936);
        Assert.InRange(small.Memory!.Total, 0, 200_000_000);
        Assert.Equal((0, null), (none.ContextTokens, none.Memory));
        Assert.Equal(summary.ContextTokens, plenty.ContextTokens);
    }

    [Fact]
    public void Fit_SmallerKeysAndValues_AllowALongerContext()
    {
        IReadOnlyList<ModelFit> fits = ModelFit.Find(GgufFile.Check(RepositoryPaths.ChatModel), Options(2048, 4, KvType.F16), 200_000_000);

        int[] contexts = [.. fits.Where(fit => fit.Sequences == 1).OrderByDescending(fit => fit.KvType).Select(fit => fit.ContextTokens)];

        Assert.Equal(contexts.OrderDescending(), contexts);
        Assert.True(contexts[0] > contexts[^1]);
    }

    private static ModelFit Fit(GgufSummary summary, LlamaOptions options, long bytes) =>
        ModelFit.Find(summary, options, bytes).Single(fit => fit is { Sequences: 1, KvType: KvType.F16 });

    private static LlamaOptions Options(int contextTokens, int sequences, KvType type)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        (options.ContextTokens, options.Sequences, options.KvType) = (contextTokens, sequences, type);
        return options;
    }

    private async Task<LlamaChatClient> LoadAsync(int contextTokens, int sequences, KvType type)
    {
        LlamaChatClient client = new(
            new ChangingSettings(Options(contextTokens, sequences, type)), new FixedModelStore(RepositoryPaths.ChatModel), memory: _memory);
        await client.GetResponseAsync("Hi", new ChatOptions { MaxOutputTokens = 1 }, TestContext.Current.CancellationToken);
        return client;
    }
}
