using System.Globalization;

namespace LocalRag.Memory.Platform;

/// <summary>Reads <c>/proc/self/smaps</c>.</summary>
internal static class MappingTable
{
    private const int NameField = 5;

    public static IReadOnlyList<MemoryMapping> Read(string path)
    {
        List<MemoryMapping> mappings = [];
        foreach (string line in File.ReadLines(path))
        {
            if (TryParseHead(line, out MemoryMapping head))
            {
                mappings.Add(head);
            }
            else if (mappings.Count > 0 && KilobyteTable.TryParse(line, out ReadOnlySpan<char> name, out long bytes))
            {
                mappings[^1] = name switch
                {
                    "Rss" => mappings[^1] with { Resident = bytes },
                    "Pss" => mappings[^1] with { Proportional = bytes },
                    _ => mappings[^1],
                };
            }
        }

        return mappings;
    }

    /// <summary>Takes apart a line such as <c>7f00-7f10 r--p 00000000 103:01 42   /usr/lib/libc.so.6</c>.</summary>
    private static bool TryParseHead(string line, out MemoryMapping mapping)
    {
        mapping = default;
        int dash = line.IndexOf('-');
        int space = line.IndexOf(' ');
        if (dash <= 0 || space <= dash
            || !ulong.TryParse(line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong start)
            || !ulong.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong end))
        {
            return false;
        }

        string[] fields = line.Split(' ', NameField + 1, StringSplitOptions.RemoveEmptyEntries);
        mapping = new MemoryMapping(start, end, fields[1], fields.Length > NameField ? fields[NameField].Trim() : string.Empty, 0, 0);
        return true;
    }
}
