using System.Text.RegularExpressions;
using OxyPlot;

namespace LocalRag.Cli.Reporting.Charts;

/// <summary>Colours that stand for the page's own: the chart is drawn once, and follows light and dark.</summary>
internal static partial class ChartPalette
{
    public const int SeriesCount = 8;

    public static OxyColor Text { get; } = OxyColor.FromRgb(1, 2, 1);

    public static OxyColor Line { get; } = OxyColor.FromRgb(1, 2, 2);

    public static OxyColor Good { get; } = OxyColor.FromRgb(1, 2, 3);

    public static OxyColor Bad { get; } = OxyColor.FromRgb(1, 2, 4);

    public static OxyColor Neutral { get; } = OxyColor.FromRgb(1, 2, 5);

    public static OxyColor Series(int index) => OxyColor.FromRgb(1, 3, (byte)(1 + (index % SeriesCount)));

    /// <summary>Puts the page's variables in the place of the colours.</summary>
    public static string ToVariables(string svg) => Placeholder().Replace(svg, match => (match.Groups[1].Value, match.Groups[2].Value) switch
    {
        // The library draws the line of an axis in black, whatever it is told.
        ("", _) => "stroke:var(--line)",
        ("2", "1") => "var(--text)",
        ("2", "2") => "var(--line)",
        ("2", "3") => "var(--good)",
        ("2", "4") => "var(--bad)",
        ("2", "5") => "var(--neutral)",
        ("3", { } series) => $"var(--series{series})",
        _ => match.Value,
    });

    [GeneratedRegex(@"rgb\(1,([23]),([1-8])\)|stroke:black")]
    private static partial Regex Placeholder();
}
