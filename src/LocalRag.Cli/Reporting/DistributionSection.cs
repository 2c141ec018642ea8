using System.Globalization;
using System.Text;
using LocalRag.Cli.Reporting.Charts;
using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Shows every measurement, because a mean hides the slow ones.</summary>
internal static class DistributionSection
{
    private const int FewestSamples = 3;

    /// <summary>The figures that readers ask for first; the others are in the table.</summary>
    private static readonly string[] s_drawn =
    [
        "first_token_ms", "total_ms", "decode_tokens_per_second", "tokens_per_second", "retrieval_ms", "search_ms", "first_answer_ms", "documents_per_second", "texts_per_second",
    ];

    public static string Write(BenchmarkReport report)
    {
        Dictionary<string, int> colours = report.Variants.Select((variant, place) => (variant.Name, place)).ToDictionary(pair => pair.Name, pair => pair.place);
        List<IGrouping<(string Workload, string Name), BenchmarkFigure>> groups =
        [
            .. report.Result.Figures.Where(figure => colours.ContainsKey(figure.Variant)).GroupBy(figure => (figure.Workload, figure.Name)),
        ];
        StringBuilder html = new("<section><h2>Distributions</h2>\n<p class=\"dim\">Each curve rises by one step for each measurement: where it crosses 50% is the median, and a long way to the right at the top are the slow ones.</p>\n");
        Legend(html, report.Variants);
        html.Append("<div class=\"grid\">\n");
        foreach (IGrouping<(string Workload, string Name), BenchmarkFigure> group in groups
            .Where(group => s_drawn.Contains(group.Key.Name) && group.Any(figure => figure.Summary.Count >= FewestSamples))
            .OrderBy(group => Array.IndexOf(s_drawn, group.Key.Name)))
        {
            html.Append(CultureInfo.InvariantCulture, $"<figure class=\"panel\"><figcaption><strong>{HtmlReport.Encode(group.Key.Name)}</strong> in {HtmlReport.Encode(group.Key.Workload)}</figcaption>\n");
            html.Append(DistributionChart.Draw([.. group], colours));
            html.Append("</figure>\n");
        }

        html.Append("</div>\n<details><summary>All figures as a table</summary>\n");
        html.Append(HtmlReport.Table(
            "Every figure of every variant",
            ["Workload", "Figure", "Variant", "#n", "#Median", "#95% interval", "#p95", "#p99", "#Outliers"],
            groups.SelectMany(group => group).Select(Row)));
        return html.Append("</details></section>\n").ToString();
    }

    public static void Legend(StringBuilder html, IReadOnlyList<BenchmarkVariant> variants)
    {
        html.Append("<p class=\"legend\">");
        for (int i = 0; i < variants.Count; i++)
        {
            html.Append(FigureText.Invariant($"<span><i class=\"key\" style=\"background:var(--series{1 + (i % ChartPalette.SeriesCount)})\"></i>{HtmlReport.Encode(variants[i].Name)}</span>"));
        }

        html.Append("</p>\n");
    }

    private static string[] Row(BenchmarkFigure figure) =>
    [
        HtmlReport.Encode(figure.Workload),
        HtmlReport.Encode(figure.Name),
        HtmlReport.Encode(figure.Variant),
        FigureText.Invariant($"{figure.Summary.Count}"),
        HtmlReport.Encode(FigureText.Value(figure.Summary.Median, figure.Unit)),
        HtmlReport.Encode($"{FigureText.Value(figure.Summary.MedianLow, figure.Unit)} to {FigureText.Value(figure.Summary.MedianHigh, figure.Unit)}"),
        HtmlReport.Encode(FigureText.Value(figure.Summary.P95, figure.Unit)),
        HtmlReport.Encode(FigureText.Value(figure.Summary.P99, figure.Unit)),
        FigureText.Invariant($"{figure.Summary.Outliers}"),
    ];
}
