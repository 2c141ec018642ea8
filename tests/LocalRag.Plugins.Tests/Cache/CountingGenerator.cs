using LocalRag.Onnx;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins.Tests;

/// <summary>The real encoder, with a count of the calls that reach it.</summary>
internal sealed class CountingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private OnnxEmbeddingGenerator? _encoder;
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public void Use(IModelStore models) => _encoder = new OnnxEmbeddingGenerator(
        models, Options.Create(new OnnxOptions { Model = RepositoryPaths.EmbeddingModel, Vocabulary = RepositoryPaths.Vocabulary }));

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return _encoder!.GenerateAsync(values, options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => _encoder!.GetService(serviceType, serviceKey);

    public void Dispose() => _encoder?.Dispose();
}
