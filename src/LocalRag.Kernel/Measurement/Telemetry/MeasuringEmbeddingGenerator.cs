using LocalRag.Pipelines;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Measures the calls of the embedding engine. While nobody listens, a call goes straight through.</summary>
internal sealed class MeasuringEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> engine)
    : IEmbeddingGenerator<string, Embedding<float>>, IDeferred
{
    private const string Operation = "embeddings";

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) => ModelCall.IsHeard
            ? MeasureAsync(values, options, cancellationToken)
            : engine.GenerateAsync(values, options, cancellationToken);

    public Type ServiceType => engine is IDeferred deferred ? deferred.ServiceType : engine.GetType();

    public object? GetService(Type serviceType, object? serviceKey = null) => engine.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // The container owns the engine.
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> MeasureAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        EmbeddingGeneratorMetadata? metadata = engine.GetService<EmbeddingGeneratorMetadata>();
        ModelCall call = ModelCall.Start(Operation, metadata?.ProviderName, options?.ModelId ?? metadata?.DefaultModelId);
        try
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await engine.GenerateAsync(values, options, cancellationToken);
            call.Complete(embeddings.Usage, embeddings.Count > 0 ? embeddings[0].ModelId : null);
            return embeddings;
        }
        catch (Exception exception)
        {
            call.Fail(exception);
            throw;
        }
    }
}
