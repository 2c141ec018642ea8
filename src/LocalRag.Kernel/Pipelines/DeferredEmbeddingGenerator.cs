using Microsoft.Extensions.AI;

namespace LocalRag.Pipelines;

/// <summary>The innermost service of the Embeddings pipeline: made at first use, and not disposed with the chain around it.</summary>
internal sealed class DeferredEmbeddingGenerator(Func<IEmbeddingGenerator<string, Embedding<float>>> factory)
    : IEmbeddingGenerator<string, Embedding<float>>, IDeferred
{
    private readonly Lazy<IEmbeddingGenerator<string, Embedding<float>>> _generator = Deferred.Make(factory);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        _generator.Value.GenerateAsync(values, options, cancellationToken);

    public Type ServiceType => _generator.Value.GetType();

    public object? GetService(Type serviceType, object? serviceKey = null) => _generator.Value.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // The container owns what is behind.
    }
}
