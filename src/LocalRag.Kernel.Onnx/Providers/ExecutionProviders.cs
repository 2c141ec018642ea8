using Microsoft.ML.OnnxRuntime;

namespace LocalRag.Onnx.Providers;

/// <summary>The providers by the names that ONNX Runtime has for them.</summary>
internal static class ExecutionProviders
{
    public const string Processor = "CPUExecutionProvider";

    private const string CoreMl = "CoreMLExecutionProvider";

    /// <summary>Returns those that this build of ONNX Runtime has.</summary>
    public static IReadOnlyList<string> Available => OrtEnv.Instance().GetAvailableProviders();

    /// <summary>Returns the runtime's name for a provider.</summary>
    public static string NameOf(ExecutionProvider provider) => provider == ExecutionProvider.CoreMl ? CoreMl : Processor;

    /// <summary>Has a session use a provider for what it can compute; the processor computes the rest.</summary>
    /// <exception cref="NotSupportedException">This build of ONNX Runtime does not have it.</exception>
    public static void Append(SessionOptions options, ExecutionProvider provider)
    {
        if (provider == ExecutionProvider.Cpu)
        {
            return;
        }

        if (!Available.Contains(NameOf(provider)))
        {
            throw new NotSupportedException($"this build of ONNX Runtime does not have it, but only {string.Join(", ", Available)}");
        }

        options.AppendExecutionProvider("CoreML", new Dictionary<string, string>
        {
            ["ModelFormat"] = "MLProgram",
            ["MLComputeUnits"] = "ALL",
        });
    }
}
