namespace LocalRag.Onnx.Tests;

/// <summary>A generator whose model is loaded once for all tests of a class.</summary>
public sealed class SharedGenerator : IDisposable
{
    internal OnnxEmbeddingGenerator Generator { get; } = Generators.Create();

    public void Dispose() => Generator.Dispose();
}
