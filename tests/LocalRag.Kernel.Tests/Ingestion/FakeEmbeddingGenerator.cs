using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Tests.Ingestion;

/// <summary>Makes vectors of two numbers, and remembers what it was asked.</summary>
internal sealed class FakeEmbeddingGenerator(string modelId = "fake-model") : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Lock _lock = new();

    public List<IReadOnlyList<string>> Batches { get; } = [];

    public IEnumerable<string> Texts => Batches.Skip(1).SelectMany(batch => batch);

    public Tokenizer? Tokenizer { get; set; }

    /// <summary>Is called with each batch, and may throw.</summary>
    public Action<IReadOnlyList<string>>? OnGenerate { get; set; }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string[] texts = [.. values];
        lock (_lock)
        {
            Batches.Add(texts);
        }

        OnGenerate?.Invoke(texts);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(
            texts.Select(text => new Embedding<float>(new float[] { text.Length, 1 }) { ModelId = modelId })));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(Tokenizer) ? Tokenizer : null;

    public void Dispose()
    {
    }
}
