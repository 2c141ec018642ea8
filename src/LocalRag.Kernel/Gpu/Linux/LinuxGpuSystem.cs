using System.Globalization;

namespace LocalRag.Gpu.Linux;

/// <summary>Linux: what the kernel's graphics drivers publish under <c>/sys/class/drm</c>, which is the amdgpu driver alone, and where the power comes from.</summary>
/// <param name="root">The folder <c>/sys/class</c>.</param>
internal sealed class LinuxGpuSystem(string root) : IGpuSystem
{
    public IReadOnlyList<AcceleratorEntry> ReadAccelerators()
    {
        string drm = Path.Combine(root, "drm");
        return !Directory.Exists(drm)
            ? []
            : [.. Directory.EnumerateDirectories(drm, "card?").Order(StringComparer.Ordinal).Select(card => Read(Path.Combine(card, "device"))).OfType<AcceleratorEntry>()];
    }

    public long? ReadThermalLevel() => null;

    public string? ReadPowerSource()
    {
        string supplies = Path.Combine(root, "power_supply");
        if (!Directory.Exists(supplies))
        {
            return null;
        }

        foreach (string supply in Directory.EnumerateDirectories(supplies))
        {
            if (ReadText(Path.Combine(supply, "type")) == "Mains" && ReadNumber(Path.Combine(supply, "online")) is { } online)
            {
                return online == 1 ? "AC Power" : "Battery Power";
            }
        }

        return null;
    }

    public IReadOnlyList<string> ReadNeuralEngineClients() => [];

    private static AcceleratorEntry? Read(string device)
    {
        if (ReadNumber(Path.Combine(device, "gpu_busy_percent")) is not { } busy)
        {
            return null;
        }

        Dictionary<string, long> statistics = new(StringComparer.Ordinal) { ["Device Utilization %"] = busy };
        if (ReadNumber(Path.Combine(device, "mem_info_vram_used")) is { } used)
        {
            statistics["In use system memory"] = used;
        }

        return new AcceleratorEntry("amdgpu", null, null, statistics);
    }

    private static long? ReadNumber(string path) =>
        long.TryParse(ReadText(path), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static string? ReadText(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
