using LocalRag.Onnx.Providers;

namespace LocalRag.Onnx;

/// <summary>Tells what the ONNX Runtime of this process can compute with.</summary>
public static class OnnxProviders
{
    /// <summary>Gets the runtime's names of its providers.</summary>
    public static IReadOnlyList<string> Names => ExecutionProviders.Available;

    /// <summary>Returns whether a provider is there.</summary>
    /// <param name="provider">The provider.</param>
    public static bool Has(ExecutionProvider provider) => Names.Contains(ExecutionProviders.NameOf(provider));
}
