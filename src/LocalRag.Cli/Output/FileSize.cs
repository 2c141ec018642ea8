using System.Globalization;

namespace LocalRag.Cli.Output;

/// <summary>Writes numbers of bytes for readers.</summary>
internal static class FileSize
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB"];

    public static string Format(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (Math.Abs(value) >= 1000 && unit < s_units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {s_units[unit]}");
    }
}
