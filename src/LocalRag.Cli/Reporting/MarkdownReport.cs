using System.Globalization;
using System.Text;
using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Writes reports as Markdown: the same content as the page, without the charts.</summary>
internal static class MarkdownReport
{
    public static string Write(IReadOnlyList<BenchmarkReport> reports)
    {
        StringBuilder text = new("# LocalRag benchmark report\n");
        foreach (BenchmarkReport report in reports)
        {
            BenchmarkResult result = report.Result;
            text.Append('\n').AppendLine(CultureInfo.InvariantCulture, $"## {Escape(report.File)}").AppendLine().AppendLine(report.Headline()).AppendLine();
            Table(text, ["Target", "Goal", "Measured", "95% interval", "Status", "Basis"], report.Targets.Select(target => (string[])
                [target.Name, target.Goal, FigureText.Measured(target), FigureText.Interval(target), FigureText.Status(target.Status), target.Basis]));
            text.AppendLine("### What to do").AppendLine();
            foreach (Recommendation recommendation in report.Recommendations)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- {Escape(recommendation.Text)} ({Escape(recommendation.Because)})");
            }

            foreach (string warning in result.Warnings)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- Warning: {Escape(warning)}");
            }

            if (result.Comparisons.Count > 0)
            {
                text.AppendLine().AppendLine("### Effects").AppendLine();
                Table(text, ["Workload", "Figure", "Variant", "Baseline", "With it", "Difference", "Verdict"], result.Comparisons.Select(comparison => (string[])
                [
                    comparison.Workload, comparison.Figure, comparison.Variant,
                    FigureText.Value(comparison.BaselineValue, comparison.Unit), FigureText.Value(comparison.VariantValue, comparison.Unit),
                    FigureText.Change(comparison), FigureText.Verdict(comparison.Verdict),
                ]));
            }

            text.AppendLine().AppendLine("### Distributions").AppendLine();
            Table(text, ["Workload", "Figure", "Variant", "n", "Median", "95% interval", "p95", "p99", "Outliers"], result.Figures.Select(figure => (string[])
            [
                figure.Workload, figure.Name, figure.Variant, FigureText.Invariant($"{figure.Summary.Count}"),
                FigureText.Value(figure.Summary.Median, figure.Unit),
                $"{FigureText.Value(figure.Summary.MedianLow, figure.Unit)} to {FigureText.Value(figure.Summary.MedianHigh, figure.Unit)}",
                FigureText.Value(figure.Summary.P95, figure.Unit), FigureText.Value(figure.Summary.P99, figure.Unit), FigureText.Invariant($"{figure.Summary.Outliers}"),
            ]));
            Memory(text, result);
            text.AppendLine("### Machine").AppendLine();
            Table(text, ["What", "Value"], ReportFacts.Of(result).Select(fact => (string[])[fact.Name, fact.Value]));
        }

        return text.ToString();
    }

    private static void Memory(StringBuilder text, BenchmarkResult result)
    {
        if (result.Memory.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("### Memory by owner").AppendLine();
        Table(text, ["Variant", "Owner", "Bytes"], result.Memory.SelectMany(profile =>
            profile.Owners.Select(owner => (string[])[profile.Variant, owner.Name, FigureText.Megabytes(owner.Bytes)])));
    }

    private static void Table(StringBuilder text, string[] columns, IEnumerable<string[]> rows)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns)} |").AppendLine(CultureInfo.InvariantCulture, $"|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (string[] row in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Escape))} |");
        }

        text.AppendLine();
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
