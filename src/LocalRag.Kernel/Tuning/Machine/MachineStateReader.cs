using System.Globalization;

namespace LocalRag.Tuning;

/// <summary>Reads the machine's state from the files of Linux; elsewhere nothing is known of it, and only the timed arithmetic of each measurement tells of a machine that slows down.</summary>
/// <param name="root">Where the file system begins.</param>
internal sealed class MachineStateReader(string root = "/")
{
    public MachineState Read() => new(ReadMains(), ReadThrottled(), ReadDenied(), ReadText("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));

    // A desktop has no supply to tell of; a laptop has one of type Mains.
    private bool? ReadMains()
    {
        string[] mains = [.. Directories("sys/class/power_supply").Where(supply => ReadText(Path.Combine(supply, "type")) == "Mains")];
        return mains.Length == 0 ? null : mains.Any(supply => ReadText(Path.Combine(supply, "online")) == "1");
    }

    private long? ReadThrottled()
    {
        long[] counts = [.. Directories("sys/devices/system/cpu")
            .Select(processor => ReadNumber(Path.Combine(processor, "thermal_throttle", "core_throttle_count")))
            .OfType<long>()];
        return counts.Length == 0 ? null : counts.Sum();
    }

    private long? ReadDenied()
    {
        string path = Path.Combine(root, "sys/fs/cgroup/cpu.stat");
        const string Name = "nr_throttled ";
        try
        {
            return File.Exists(path) && File.ReadLines(path).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
                && long.TryParse(line[Name.Length..], CultureInfo.InvariantCulture, out long count) ? count : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IEnumerable<string> Directories(string path)
    {
        string folder = Path.Combine(root, path);
        return Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
    }

    private long? ReadNumber(string path) => long.TryParse(ReadText(path), CultureInfo.InvariantCulture, out long value) ? value : null;

    private string? ReadText(string path)
    {
        string file = Path.Combine(root, path);
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
