using LocalRag.Ingestion;
using LocalRag.Measurement.Stress;
using LocalRag.Memory;
using LocalRag.Plugins;
using LocalRag.Settings;
using LocalRag.Testing;
using LocalRag.Tests.Ingestion;
using LocalRag.Tests.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Tests.Measurement.Stress;

/// <summary>A host over the real index, with an engine that answers at once, into which a test can plant a fault.</summary>
internal sealed class StressFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _provider;

    public StressFixture(string answer = "It is as the text says.", TimeProvider? timeProvider = null)
    {
        Dictionary<string, string?> settings = new()
        {
            ["LocalRag:DataDirectory"] = _folder.At("data"),
            ["LocalRag:Retrieval:EvidenceFloor"] = "-1",
        };
        ServiceCollection services = new();
        services.AddSingleton(timeProvider ?? TimeProvider.System);
        services.AddLocalRag(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddSqliteIndex();
        services.AddKeyedSingleton<IChatClient>(LocalRagKeys.Engine, (_, _) => new InstantChatClient(answer));
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine, (_, _) => new LetterEmbeddings());
        _provider = services.BuildServiceProvider();
        Host = new StressHost(
            _provider.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers),
            _provider.GetRequiredService<IRetriever>(),
            _provider.GetRequiredService<IDocumentIndex>(),
            _provider.GetRequiredService<DocumentIngestor>(),
            _provider.GetRequiredService<PluginHost>(),
            _provider.GetRequiredService<SettingsCatalog>(),
            new FakeMemorySystem { Handles = 20 },
            new MemoryLedger(),
            timeProvider ?? TimeProvider.System);
        Request = new StressRequest { Folder = _folder.At("documents"), Duration = TimeSpan.FromHours(1), Operations = 150, Callers = 3, Seed = 5 };
    }

    /// <summary>Gets or sets the services under stress; a test puts a decorator with a fault around one of them.</summary>
    public StressHost Host { get; set; }

    public StressRequest Request { get; set; }

    public Task<StressReport> RunAsync() => new StressRunner(Host).RunAsync(Request, cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class InstantChatClient(string answer) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (ChatResponseUpdate update in TestChatClient.Stream(answer).WithCancellation(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Counts letters: texts that share words lie near each other.</summary>
    private sealed class LetterEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
    {
        private const int Letters = 26;

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(Count(value)) { ModelId = "letters" })));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static float[] Count(string text)
        {
            float[] counts = new float[Letters];
            foreach (char letter in text.ToLowerInvariant().Where(char.IsAsciiLetter))
            {
                counts[letter - 'a']++;
            }

            counts[0] += 1;
            float length = MathF.Sqrt(counts.Sum(count => count * count));
            return [.. counts.Select(count => count / length)];
        }
    }
}
