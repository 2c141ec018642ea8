using System.Runtime.InteropServices;
using LocalRag.Onnx;
using LocalRag.Testing;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Search;

/// <summary>The embedding model of the source tree, and files of its vectors.</summary>
internal static class RealEmbeddings
{
    private const int Dimensions = 384;

    public static OnnxEmbeddingGenerator Open() => new(
        new ModelFiles(),
        Options.Create(new OnnxOptions { Model = RepositoryPaths.EmbeddingModel, Vocabulary = RepositoryPaths.Vocabulary }));

    /// <summary>Reads a file of vectors as <see cref="RecallBenchmark.EmbedAsync"/> writes it: one after the other, without anything between.</summary>
    public static async Task<ReadOnlyMemory<float>[]> ReadAsync(string file)
    {
        float[] numbers = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(file)).ToArray();
        return [.. Enumerable.Range(0, numbers.Length / Dimensions).Select(row => (ReadOnlyMemory<float>)numbers.AsMemory(row * Dimensions, Dimensions))];
    }

    /// <summary>Takes paths as they are.</summary>
    private sealed class ModelFiles : IModelStore
    {
        public string Directory => Path.GetTempPath();

        public string Locate(string model) => model;
    }
}
