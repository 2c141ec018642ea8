using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

/// <summary>A generator that tells what its vectors depend on.</summary>
internal sealed class FingerprintedGenerator : IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingFingerprint
{
    public string? Fingerprint { get; set; } = "a model";

    public Action OnGenerate { get; set; } = () => { };

    public List<string> Texts { get; } = [];

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        OnGenerate();
        Texts.AddRange(values);
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(value => new Embedding<float>(new float[] { value.Length, 1 }))));
    }

    public ValueTask<string?> GetAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Fingerprint);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
