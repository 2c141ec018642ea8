using Microsoft.Extensions.AI;

namespace LocalRag.Testing;

/// <summary>An embedding generator that does what a test says; without instructions every text has the same vector.</summary>
internal sealed class TestEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    public Func<string, float[]> OnGenerate { get; set; } = _ => [1, 0];

    public List<string> Texts { get; } = [];

    public bool Disposed { get; private set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        GeneratedEmbeddings<Embedding<float>> embeddings = [];
        foreach (string value in values)
        {
            Texts.Add(value);
            embeddings.Add(new Embedding<float>(OnGenerate(value)) { ModelId = "test-embeddings" });
        }

        return Task.FromResult(embeddings);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => Disposed = true;
}
