using System.Globalization;

namespace LocalRag.Cli.Commands;

/// <summary>Tells how much memory this process could still take.</summary>
internal static class MachineMemory
{
    private const string LinuxFile = "/proc/meminfo";

    public static long GetAvailableBytes()
    {
        // What the runtime reports is the limit (of the container, or the machine), not what is free of it.
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return File.Exists(LinuxFile) && ReadAvailable() is { } available ? Math.Min(limit, available) : limit;
    }

    private static long? ReadAvailable()
    {
        string? line = File.ReadLines(LinuxFile).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        string? kibibytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1);
        return long.TryParse(kibibytes, CultureInfo.InvariantCulture, out long value) ? value * 1024 : null;
    }
}
