using System.Globalization;

namespace LocalRag.Measurement;

/// <summary>Reads the proportional set size: pages that several processes share count in parts.</summary>
internal static class LinuxMemory
{
    private const string Rollup = "/proc/self/smaps_rollup";
    private const string Mappings = "/proc/self/smaps";
    private const string Anonymous = "native memory";

    public static long ReadBytes()
    {
        string line = File.ReadLines(Rollup).First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return ReadKibibytes(line);
    }

    public static IReadOnlyList<MemoryOwner> ReadOwners()
    {
        Dictionary<string, long> bytes = [];
        string owner = Anonymous;
        foreach (string line in File.ReadLines(Mappings))
        {
            if (IsHeader(line))
            {
                owner = OwnerOf(PathOf(line));
            }
            else if (line.StartsWith("Pss:", StringComparison.Ordinal))
            {
                bytes[owner] = bytes.GetValueOrDefault(owner) + ReadKibibytes(line);
            }
        }

        // The runtime's heap is anonymous memory like that of the native libraries; the runtime knows its part.
        long managed = Math.Min(MemoryReader.ManagedHeap().Bytes, bytes.GetValueOrDefault(Anonymous));
        bytes[Anonymous] = bytes.GetValueOrDefault(Anonymous) - managed;
        bytes["managed heap"] = managed;
        return [.. bytes.Where(entry => entry.Value > 0).Select(entry => new MemoryOwner(entry.Key, entry.Value)).OrderByDescending(entry => entry.Bytes)];
    }

    // "7f12-7f34 r-xp 00000000 fe:01 123   /lib/libc.so.6": fields of a mapping are "Name:   value".
    private static bool IsHeader(string line) => line.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
        && line.IndexOf(' ', StringComparison.Ordinal) > dash && !line[..dash].Contains(':', StringComparison.Ordinal);

    private static string PathOf(string line)
    {
        string[] parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 6 ? parts[5].Trim() : string.Empty;
    }

    private static string OwnerOf(string path) => path switch
    {
        "" or "[heap]" or "[stack]" => Anonymous,
        ['[', ..] => "kernel",
        _ when path.Contains("doublemapper", StringComparison.Ordinal) => "runtime code",
        _ when path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) => "mapped weights",
        _ when path.Contains(".db", StringComparison.Ordinal) => "mapped index",
        ['/', ..] => "program files",
        _ => Anonymous,
    };

    private static long ReadKibibytes(string line)
    {
        string text = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(text, CultureInfo.InvariantCulture) * 1024;
    }
}
