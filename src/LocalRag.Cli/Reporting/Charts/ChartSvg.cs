using System.Net;
using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;

namespace LocalRag.Cli.Reporting.Charts;

/// <summary>Draws a chart as SVG that scales with the page and says in words what it shows.</summary>
internal static partial class ChartSvg
{
    /// <summary>Narrow enough that its text can still be read on a phone.</summary>
    public const double Width = 420;

    /// <param name="left">The room for the labels of the left axis: the library measures text without fonts, and too narrow.</param>
    public static PlotModel NewModel(double left) => new()
    {
        PlotMargins = new OxyThickness(left, double.NaN, double.NaN, double.NaN),
        Background = OxyColors.Transparent,
        PlotAreaBorderThickness = new OxyThickness(0),
        TextColor = ChartPalette.Text,
        DefaultFont = "sans-serif",
        DefaultFontSize = 12,
        Padding = new OxyThickness(0, 4, 14, 0),
    };

    public static LinearAxis NewAxis(AxisPosition position, string? title = null) => new()
    {
        Position = position,
        Title = title,
        TitleFontSize = 12,
        AxisTitleDistance = 4,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = ChartPalette.Line,
        TicklineColor = ChartPalette.Line,
        AxislineStyle = LineStyle.None,
        TextColor = ChartPalette.Text,
        TitleColor = ChartPalette.Text,
        MinorTickSize = 0,
        MajorTickSize = 3,
        IsZoomEnabled = false,
    };

    /// <param name="model">The chart.</param>
    /// <param name="height">Its height, at <see cref="Width"/>.</param>
    /// <param name="description">What it shows, for those who cannot see it.</param>
    public static string Draw(PlotModel model, double height, string description)
    {
        string svg = new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(model);
        int start = svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1;
        string inside = ChartPalette.ToVariables(svg[start..]);
        return FormattableString.Invariant(
            $"""<svg class="chart" viewBox="0 0 {Width} {height}" role="img" aria-label="{WebUtility.HtmlEncode(description)}" xmlns="http://www.w3.org/2000/svg">{ClipName().Replace(inside, match => match.Value + Scope(description))}""");
    }

    // Names of clips are those of one chart, and the page has several.
    private static string Scope(string description) => "-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(description)))[..8];

    [GeneratedRegex("clipPath[0-9]+")]
    private static partial Regex ClipName();
}
