using Microsoft.Extensions.AI;

namespace LocalRag.Pipelines;

/// <summary>The stable front of the Embeddings pipeline: each call goes to the generation that is current when it begins.</summary>
internal sealed class SwappableEmbeddingGenerator(GenerationSwitch generations) : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Generation generation = generations.Lease();
        return generation.IsPlain
            ? generation.Embeddings.GenerateAsync(values, options, cancellationToken)
            : GenerateLeasedAsync(generation, values, options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this)
            ? this
            : generations.FindService(generation => generation.Embeddings.GetService(serviceType, serviceKey));
    }

    public void Dispose()
    {
        // The host owns the generations; an application that disposes a front must not take the pipelines from the others.
    }

    // A method of its own: in the caller, the closure would be allocated for the plain host as well.
    private static Task<GeneratedEmbeddings<Embedding<float>>> GenerateLeasedAsync(
        Generation generation, IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken) =>
        generation.RunLeasedAsync((leased, token) => leased.Embeddings.GenerateAsync(values, options, token), cancellationToken);
}
