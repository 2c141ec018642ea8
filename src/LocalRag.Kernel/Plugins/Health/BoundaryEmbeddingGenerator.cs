using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Health;

/// <summary>Stands outside one plugin's layers, or the engine, in the Embeddings pipeline: measures, attributes faults, and stops disposal.</summary>
internal sealed class BoundaryEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, BoundaryMeter meter)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        meter.MeasureAsync(token => inner.GenerateAsync(values, options, token), cancellationToken);

    // What a plugin's layers make of a text is not known unless they say so themselves: else no vector from behind them may be kept as the engine's.
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        meter.IsPlugin && serviceType == typeof(IEmbeddingFingerprint) ? inner as IEmbeddingFingerprint : inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // Each plugin's layers are disposed by themselves, so that one that throws or hangs does not keep those further in.
    }
}
