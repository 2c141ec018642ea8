using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Tests.Hosting;

/// <summary>A host as an application composes it, with doubles for engines and index.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings = [];
    private ServiceProvider? _provider;

    public TestChatClient Chat { get; init; } = TestChatClient.Answering("Decode is limited by memory bandwidth.");

    public TestEmbeddingGenerator Embeddings { get; } = new();

    public TestDocumentIndex Index { get; } = new()
    {
        Hits =
        [
            Hits.Of("Decode is limited by memory bandwidth.", "/docs/speed.md", title: "Speed"),
            Hits.Of("A cache keeps what was read.", "/docs/cache.md", title: "Cache", score: 0.5),
        ],
    };

    public ServiceCollection Services { get; } = new();

    /// <summary>Gets what the application adds after the host.</summary>
    public Action<IServiceCollection> Application { get; init; } = _ => { };

    public IServiceProvider Provider => _provider ??= Build();

    public TestHost With(string key, string value)
    {
        _settings[$"LocalRag:{key}"] = value;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    private ServiceProvider Build()
    {
        ILocalRagBuilder builder = Services.AddLocalRag(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        builder.Services.AddKeyedSingleton<IChatClient>(LocalRagKeys.Engine, (_, _) => Chat);
        builder.Services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine, (_, _) => Embeddings);
        builder.Services.AddSingleton<IDocumentIndex>(Index);
        Application(Services);
        return Services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }
}
