using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins.Metal;

/// <summary>The plugin's own settings; section <c>LocalRag:Plugins:metal</c>.</summary>
/// <param name="GpuLayers">How many layers go onto the GPU; -1 is as many as fit.</param>
/// <param name="GpuMemoryMiB">What the model may take there, in MiB; 0 leaves it to what the device has free.</param>
/// <param name="MeasureAttention">Whether flash attention is chosen by measurement.</param>
/// <param name="CoreMl">Whether the encoder is tried on Core ML where the machine has it.</param>
internal sealed record MetalOptions(int GpuLayers, int GpuMemoryMiB, bool MeasureAttention, bool CoreMl)
{
    private const int MostLayers = 4096;
    private const int MostMemoryMiB = 1 << 22;

    public static MetalOptions Default { get; } = new(-1, 0, MeasureAttention: true, CoreMl: true);

    /// <summary>Reads the section.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static MetalOptions Read(IConfigurationSection section)
    {
        PluginOptionsReader reader = new(section);
        MetalOptions options = new(
            reader.Read(nameof(GpuLayers), Default.GpuLayers, -1, MostLayers, "a whole number of layers, or -1 for as many as fit"),
            reader.Read(nameof(GpuMemoryMiB), Default.GpuMemoryMiB, 0, MostMemoryMiB, "a whole number of MiB, or 0 for what the device has free"),
            reader.Read(nameof(MeasureAttention), Default.MeasureAttention),
            reader.Read(nameof(CoreMl), Default.CoreMl));
        reader.RefuseOthers();
        return options;
    }
}
