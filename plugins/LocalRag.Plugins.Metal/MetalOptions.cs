using System.Globalization;
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

    /// <summary>Reads the section; by hand, because binding by reflection would keep the plugin's types from being unloaded.</summary>
    /// <exception cref="LocalRagException">A value cannot be read.</exception>
    public static MetalOptions Read(IConfigurationSection section) => new(
        Read(section, nameof(GpuLayers), Default.GpuLayers, -1, MostLayers, "a whole number of layers, or -1 for as many as fit"),
        Read(section, nameof(GpuMemoryMiB), Default.GpuMemoryMiB, 0, MostMemoryMiB, "a whole number of MiB, or 0 for what the device has free"),
        Read(section, nameof(MeasureAttention), Default.MeasureAttention),
        Read(section, nameof(CoreMl), Default.CoreMl));

    private static bool Read(IConfigurationSection section, string key, bool value) =>
        section[key] is not { Length: > 0 } text ? value
        : bool.TryParse(text, out bool read) ? read
        : throw Refuse(section, key, text, "true or false");

    private static int Read(IConfigurationSection section, string key, int value, int least, int most, string allowed) =>
        section[key] is not { Length: > 0 } text ? value
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int read) && read >= least && read <= most ? read
        : throw Refuse(section, key, text, allowed);

    private static LocalRagException Refuse(IConfigurationSection section, string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}. Without it the plugin takes its default.");
}
