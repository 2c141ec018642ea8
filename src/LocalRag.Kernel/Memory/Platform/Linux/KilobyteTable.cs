using System.Globalization;

namespace LocalRag.Memory.Platform;

/// <summary>A file of <c>/proc</c> with lines such as <c>MemTotal:  24683620 kB</c>.</summary>
internal sealed class KilobyteTable
{
    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly string _path;

    private KilobyteTable(string path) => _path = path;

    public static KilobyteTable Read(string path)
    {
        KilobyteTable table = new(path);
        foreach (string line in File.ReadLines(path))
        {
            if (TryParse(line, out ReadOnlySpan<char> name, out long bytes))
            {
                table._bytes[name.ToString()] = bytes;
            }
        }

        return table;
    }

    /// <summary>Takes a line apart; false where it holds no number of kilobytes.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out ReadOnlySpan<char> name, out long bytes)
    {
        int colon = line.IndexOf(':');
        name = colon < 0 ? [] : line[..colon];
        bytes = 0;
        if (colon < 0 || !line.EndsWith(" kB", StringComparison.Ordinal)
            || !long.TryParse(line[(colon + 1)..^3], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out long kilobytes))
        {
            return false;
        }

        bytes = kilobytes * 1024;
        return true;
    }

    public long? Find(string name) => _bytes.TryGetValue(name, out long bytes) ? bytes : null;

    public long Require(string name) =>
        Find(name) ?? throw new LocalRagException($"{_path} does not tell {name}, so memory cannot be measured.", "Check that /proc is mounted and complete.");
}
