using System.Globalization;

namespace LocalRag.Plugins.Metal;

/// <summary>The settings of the host that the plugin proposes.</summary>
internal static class MetalProposals
{
    /// <param name="options">The plugin's options.</param>
    /// <param name="hasCoreMl">Whether the machine has Core ML.</param>
    public static IEnumerable<(string Key, string Value)> Make(MetalOptions options, bool hasCoreMl)
    {
        yield return ("Llama:GpuLayers", options.GpuLayers.ToString(CultureInfo.InvariantCulture));
        yield return ("Gpu:Monitor", "true");
        if (options.GpuMemoryMiB > 0)
        {
            yield return ("Llama:GpuMemoryMiB", options.GpuMemoryMiB.ToString(CultureInfo.InvariantCulture));
        }

        if (options.MeasureAttention)
        {
            yield return ("Llama:FlashAttention", "Measured");
        }

        if (options.CoreMl && hasCoreMl)
        {
            yield return ("Onnx:ExecutionProvider", "CoreMl");
        }
    }
}
