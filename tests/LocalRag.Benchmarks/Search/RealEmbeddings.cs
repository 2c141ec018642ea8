using LocalRag.Onnx;
using LocalRag.Testing;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Search;

/// <summary>The embedding model of the source tree.</summary>
internal static class RealEmbeddings
{
    public static OnnxEmbeddingGenerator Open() => new(
        new ModelFiles(),
        Options.Create(new OnnxOptions { Model = RepositoryPaths.EmbeddingModel, Vocabulary = RepositoryPaths.Vocabulary }));

    /// <summary>Takes paths as they are.</summary>
    private sealed class ModelFiles : IModelStore
    {
        public string Directory => Path.GetTempPath();

        public string Locate(string model) => model;
    }
}
