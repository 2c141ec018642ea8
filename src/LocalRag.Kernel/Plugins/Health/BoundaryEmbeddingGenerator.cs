using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Health;

/// <summary>Stands outside one plugin's layers, or the engine, in the Embeddings pipeline: measures, attributes faults, and stops disposal.</summary>
internal sealed class BoundaryEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, BoundaryMeter meter, bool ownsInner)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        long since = meter.Enter();
        try
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await inner.GenerateAsync(values, options, cancellationToken);
            meter.Succeeded();
            return embeddings;
        }
        catch (Exception exception)
        {
            meter.Failed(exception, cancellationToken);
            throw;
        }
        finally
        {
            meter.Pause(since);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        if (ownsInner)
        {
            inner.Dispose();
        }
    }
}
