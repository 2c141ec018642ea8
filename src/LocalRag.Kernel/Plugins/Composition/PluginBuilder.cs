using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Composition;

/// <summary>What a plugin adds to in <see cref="RagPlugin.Configure"/>. Its chains can be built many times, each time around another inner service.</summary>
internal sealed class PluginBuilder : IRagPluginBuilder
{
    private readonly LayerStack<IChatClient> _answers = new();
    private readonly LayerStack<IChatClient> _chat = new();
    private readonly LayerStack<IEmbeddingGenerator<string, Embedding<float>>> _embeddings = new();
    private readonly LayerStack<IRetriever> _retrieval = new();

    public PluginBuilder(IServiceCollection services, IConfigurationSection configuration)
    {
        Services = services;
        Configuration = configuration;
        Answers = new ChatClientBuilder(_ => _answers.Inner);
        Chat = new ChatClientBuilder(_ => _chat.Inner);
        Embeddings = new EmbeddingGeneratorBuilder<string, Embedding<float>>(_ => _embeddings.Inner);
        Retrieval = new RetrieverBuilder(_ => _retrieval.Inner);
    }

    public IServiceCollection Services { get; }

    public IConfigurationSection Configuration { get; }

    public IDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    public ChatClientBuilder Answers { get; }

    public ChatClientBuilder Chat { get; }

    public EmbeddingGeneratorBuilder<string, Embedding<float>> Embeddings { get; }

    public RetrieverBuilder Retrieval { get; }

    public IChatClient BuildAnswers(IChatClient inner, IServiceProvider services) => _answers.Build(inner, () => Answers.Build(services));

    public IChatClient BuildChat(IChatClient inner, IServiceProvider services) => _chat.Build(inner, () => Chat.Build(services));

    public IEmbeddingGenerator<string, Embedding<float>> BuildEmbeddings(
        IEmbeddingGenerator<string, Embedding<float>> inner, IServiceProvider services) => _embeddings.Build(inner, () => Embeddings.Build(services));

    public IRetriever BuildRetrieval(IRetriever inner, IServiceProvider services) => _retrieval.Build(inner, () => Retrieval.Build(services));

    /// <summary>Lends the builders, which know one innermost service for ever, another one for each build.</summary>
    private sealed class LayerStack<T>
        where T : class
    {
        private T? _inner;

        public T Inner => _inner ?? throw new InvalidOperationException("A plugin's builders are built by the host alone.");

        public T Build(T inner, Func<T> build)
        {
            _inner = inner;
            try
            {
                return build();
            }
            finally
            {
                _inner = null;
            }
        }
    }
}
