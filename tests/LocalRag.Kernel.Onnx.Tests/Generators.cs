using LocalRag.Testing;
using Microsoft.Extensions.Logging;

namespace LocalRag.Onnx.Tests;

/// <summary>Makes generators over the model of the source tree.</summary>
internal static class Generators
{
    public static OnnxOptions Options => new() { Model = RepositoryPaths.EmbeddingModel, Vocabulary = RepositoryPaths.Vocabulary, Threads = 1 };

    public static OnnxEmbeddingGenerator Create(Action<OnnxOptions>? configure = null, ILogger<OnnxEmbeddingGenerator>? logger = null)
    {
        OnnxOptions options = Options;
        configure?.Invoke(options);
        return new OnnxEmbeddingGenerator(new FixedModelStore(), Microsoft.Extensions.Options.Options.Create(options), logger);
    }
}
