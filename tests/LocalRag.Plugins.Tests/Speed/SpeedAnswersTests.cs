using LocalRag.Ingestion;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>Answers of the sample model with and without the Speed plugin, in one host.</summary>
public sealed class SpeedAnswersTests : IAsyncLifetime
{
    private static readonly string[] s_questions = ["How fast is the memory of the base M4 chip?", "Which sysctl setting lets the GPU lock more memory on a Mac?"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("localrag-speed-");
    private ServiceProvider? _services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _services!;

    private string PluginFolder => Path.Combine(_folder.FullName, "plugins");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(PluginFolder);
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LocalRag:DataDirectory"] = _folder.FullName,
            ["LocalRag:Plugins:Directory"] = PluginFolder,
            // Weights that were optimized on this machine would answer otherwise.
            ["LocalRag:Models:Directory"] = Path.Combine(_folder.FullName, "models"),
            ["LocalRag:Llama:Model"] = RepositoryPaths.ChatModel,
            ["LocalRag:Onnx:Model"] = RepositoryPaths.EmbeddingModel,
            ["LocalRag:Onnx:Vocabulary"] = RepositoryPaths.Vocabulary,
            // The same passages both times: what is compared is how they are processed.
            ["LocalRag:Retrieval:EvidenceGap"] = "2",
            ["LocalRag:Retrieval:SentenceGap"] = "1",
        }).Build();
        ServiceCollection services = [];
        services.AddLocalRag(configuration).AddLlamaCpp().AddOnnxEmbeddings().AddSqliteIndex();
        _services = services.BuildServiceProvider();
        await Services.GetRequiredService<DocumentIngestor>()
            .IngestAsync(new IngestionRequest([Path.Combine(RepositoryPaths.Corpus, "mac-mini")]), cancellationToken: Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Answers_FromTheSamePassages_AreTheSameWithReuseAndDrafts()
    {
        List<string> before = [.. (await ConverseAsync()).Select(response => response.Text)];

        string deployed = Path.Combine(PluginFolder, "LocalRag.Plugins.Speed");
        Directory.CreateDirectory(deployed);
        foreach (string file in Directory.EnumerateFiles(OptimizerHost.Built("Speed")))
        {
            File.Copy(file, Path.Combine(deployed, Path.GetFileName(file)));
        }

        PluginChange change = await Services.GetRequiredService<PluginHost>().ReloadAsync(Token);
        List<ChatResponse> first = await ConverseAsync();
        List<ChatResponse> again = await ConverseAsync();

        Assert.Equal(["speed"], change.Active);
        Assert.Equal(before, first.Select(response => response.Text));
        Assert.Equal(before, again.Select(response => response.Text));
        Assert.All(again, response => Assert.True(response.Usage?.CachedInputTokenCount > 0));
    }

    /// <summary>Asks each question, the later ones as turns of one conversation.</summary>
    private async Task<List<ChatResponse>> ConverseAsync()
    {
        IChatClient answers = Services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
        List<ChatResponse> responses = [];
        List<ChatMessage> conversation = [];
        foreach (string question in s_questions)
        {
            conversation.Add(new ChatMessage(ChatRole.User, question));
            ChatResponse response = await answers.GetResponseAsync(conversation, new ChatOptions { MaxOutputTokens = 40 }, Token);
            conversation.Add(new ChatMessage(ChatRole.Assistant, response.Text));
            responses.Add(response);
        }

        return responses;
    }
}
