using System.Globalization;
using System.Text;
using LocalRag.Cli.Reporting.Charts;
using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Shows what each variant changes, with intervals.</summary>
internal static class EffectSection
{
    public static string Write(BenchmarkReport report)
    {
        if (report.Result.Comparisons.Count == 0)
        {
            return string.Empty;
        }

        StringBuilder html = new("<section><h2>What the plugins change</h2>\n");
        html.Append("""
            <p class="dim">Each figure was measured in turns with and without. The bar is the 95% interval; right of the line is better. A verdict is given only for differences beyond what the
            same host shows against itself, and beyond chance over all figures together.</p>
            <div class="grid">

            """);
        foreach (IGrouping<string, FigureComparison> variant in report.Result.Comparisons.GroupBy(comparison => comparison.Variant))
        {
            List<FigureComparison> drawn = [.. variant.Where(comparison => comparison.Direction != FigureDirection.Neither && (comparison.Ratio is not null || comparison.Unit == "share"))];
            html.Append(CultureInfo.InvariantCulture, $"<figure class=\"panel\"><figcaption><strong>{HtmlReport.Encode(variant.Key)}</strong> against {HtmlReport.Encode(variant.First().Baseline)}</figcaption>\n");
            html.Append(drawn.Count > 0 ? EffectChart.Draw(variant.Key, drawn) : "<p>No figure can be compared.</p>");
            html.Append("</figure>\n");
        }

        html.Append("</div>\n<p class=\"legend\"><span><i class=\"key good\"></i>better</span><span><i class=\"key bad\"></i>worse</span><span><i class=\"key neutral\"></i>no difference shown</span></p>\n<details><summary>All comparisons as a table</summary>\n");
        html.Append(HtmlReport.Table(
            "Each variant against the baseline",
            ["Workload", "Figure", "Variant", "#Baseline", "#With it", "#Difference (95%)", "#Pairs", "#Noise", "Verdict"],
            report.Result.Comparisons.Select(comparison => (string[])
            [
                HtmlReport.Encode(comparison.Workload),
                HtmlReport.Encode(comparison.Figure),
                HtmlReport.Encode(comparison.Variant),
                HtmlReport.Encode(FigureText.Value(comparison.BaselineValue, comparison.Unit)),
                HtmlReport.Encode(FigureText.Value(comparison.VariantValue, comparison.Unit)),
                HtmlReport.Encode(FigureText.Change(comparison)),
                FigureText.Invariant($"{comparison.Pairs}"),
                FigureText.Invariant($"±{comparison.NoiseWidth:0.0%}"),
                $"<span class=\"verdict {comparison.Verdict.ToString().ToLowerInvariant()}\">{HtmlReport.Encode(FigureText.Verdict(comparison.Verdict))}</span>",
            ])));
        return html.Append("</details></section>\n").ToString();
    }
}
