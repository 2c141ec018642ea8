using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Testing;

/// <summary>Configures a plugin in the test's own process, without loading it as the host does, and builds its layers around any service.</summary>
/// <remarks>For tests of layers that cannot be made by themselves, such as one that is a delegate. It has the services that the host gives to plugins.</remarks>
public sealed class TestPluginBuilder : IRagPluginBuilder
{
    private IChatClient? _chat;
    private IEmbeddingGenerator<string, Embedding<float>>? _embeddings;
    private IRetriever? _retriever;
    private IServiceProvider? _provider;

    /// <summary>Initializes a builder.</summary>
    /// <param name="settings">The plugin's own section of the configuration, such as <c>Limit</c> = <c>5</c>.</param>
    public TestPluginBuilder(params (string Key, string? Value)[] settings)
    {
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("plugin:" + setting.Key, setting.Value)))
            .Build()
            .GetSection("plugin");
        Services.AddLogging();
        Services.AddOptions();
        Services.AddSingleton<IConfiguration>(Configuration);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton<IDocumentIndex>(new TestDocumentIndex());
        Services.AddSingleton<ISettingsFingerprint>(new UnchangingSettings());
        Answers = new ChatClientBuilder(_ => Lent(_chat));
        Chat = new ChatClientBuilder(_ => Lent(_chat));
        Embeddings = new EmbeddingGeneratorBuilder<string, Embedding<float>>(_ => Lent(_embeddings));
        Retrieval = new RetrieverBuilder(_ => Lent(_retriever));
    }

    /// <inheritdoc/>
    public IServiceCollection Services { get; } = new ServiceCollection();

    /// <inheritdoc/>
    public ChatClientBuilder Answers { get; }

    /// <inheritdoc/>
    public ChatClientBuilder Chat { get; }

    /// <inheritdoc/>
    public EmbeddingGeneratorBuilder<string, Embedding<float>> Embeddings { get; }

    /// <inheritdoc/>
    public RetrieverBuilder Retrieval { get; }

    /// <inheritdoc/>
    public IDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IConfigurationSection Configuration { get; }

    /// <summary>Lets a plugin add to this builder.</summary>
    /// <returns>This builder.</returns>
    public TestPluginBuilder With(RagPlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        plugin.Configure(this);
        return this;
    }

    /// <summary>Builds the plugin's layers of the Answers pipeline.</summary>
    public IChatClient BuildAnswers(IChatClient inner) => Answers.Build(Lend(ref _chat, inner));

    /// <summary>Builds the plugin's layers of the Chat pipeline.</summary>
    public IChatClient BuildChat(IChatClient inner) => Chat.Build(Lend(ref _chat, inner));

    /// <summary>Builds the plugin's layers of the Embeddings pipeline.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> BuildEmbeddings(IEmbeddingGenerator<string, Embedding<float>> inner) =>
        Embeddings.Build(Lend(ref _embeddings, inner));

    /// <summary>Builds the plugin's layers of the Retrieval pipeline.</summary>
    public IRetriever BuildRetrieval(IRetriever inner) => Retrieval.Build(Lend(ref _retriever, inner));

    private sealed class UnchangingSettings : ISettingsFingerprint
    {
        public string Current => "test";
    }

    private static T Lent<T>(T? service) => service ?? throw new InvalidOperationException("A plugin's builders are built by the host alone.");

    private IServiceProvider Lend<T>(ref T? slot, T service)
    {
        slot = service;
        return _provider ??= Services.BuildServiceProvider(validateScopes: true);
    }
}
