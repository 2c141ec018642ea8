using System.Globalization;

namespace LocalRag.Benchmarks.Search;

/// <summary>What of this process is in memory, as Linux tells it: its own pages, and those of files, which the system can drop.</summary>
internal static class ProcessMemory
{
    public static (long Anonymous, long File) Resident() => (Read("RssAnon:"), Read("RssFile:"));

    private static long Read(string name)
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) * 1024;
    }
}
