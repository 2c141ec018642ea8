using System.Globalization;

namespace LocalRag.Memory.Platform;

/// <summary>A pressure file of the kernel (PSI): the shares of the last ten seconds in which programs waited for memory.</summary>
/// <param name="Some">In which at least one waited.</param>
/// <param name="Full">In which all did.</param>
internal sealed record PressureStall(double Some, double Full)
{
    /// <summary>Returns the shares, or null where the kernel does not keep them.</summary>
    public static PressureStall? Find(string? path)
    {
        try
        {
            return File.Exists(path) ? Parse(File.ReadAllText(path)) : null;
        }
        catch (IOException)
        {
            // The file is there and cannot be read where the kernel was started with psi=0.
            return null;
        }
    }

    public static PressureStall? Parse(string text) =>
        Average(text, "some ") is double some ? new PressureStall(some, Average(text, "full ") ?? 0) : null;

    private static double? Average(string text, string line)
    {
        const string Key = "avg10=";
        foreach (ReadOnlySpan<char> candidate in text.AsSpan().EnumerateLines())
        {
            int start = candidate.IndexOf(Key, StringComparison.Ordinal);
            if (candidate.StartsWith(line, StringComparison.Ordinal) && start >= 0)
            {
                ReadOnlySpan<char> value = candidate[(start + Key.Length)..];
                int end = value.IndexOf(' ');
                if (double.TryParse(end < 0 ? value : value[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent))
                {
                    return percent / 100;
                }
            }
        }

        return null;
    }
}
