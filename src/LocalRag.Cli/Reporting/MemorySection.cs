using System.Globalization;
using System.Text;
using LocalRag.Cli.Reporting.Charts;
using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Shows who holds the memory, over the life of a process and at rest.</summary>
internal static class MemorySection
{
    public static string Write(BenchmarkReport report)
    {
        IReadOnlyList<MemoryProfile> profiles = report.Result.Memory;
        if (profiles.Count == 0)
        {
            return string.Empty;
        }

        // The largest at the bottom, where it is easiest to compare.
        List<string> owners =
        [
            .. profiles.SelectMany(profile => profile.Timeline).SelectMany(point => point.Owners).Concat(profiles.SelectMany(profile => profile.Owners))
                .GroupBy(owner => owner.Name).OrderByDescending(group => group.Max(owner => owner.Bytes)).Select(group => group.Key),
        ];
        double most = profiles.SelectMany(profile => profile.Timeline).Select(point => point.Owners.Sum(owner => (double)owner.Bytes)).DefaultIfEmpty(1).Max();
        StringBuilder html = new("<section><h2>Memory by owner</h2>\n<p class=\"legend\">");
        for (int i = 0; i < owners.Count; i++)
        {
            html.Append(FigureText.Invariant($"<span><i class=\"key\" style=\"background:var(--series{1 + (i % ChartPalette.SeriesCount)})\"></i>{HtmlReport.Encode(owners[i])}</span>"));
        }

        html.Append("</p>\n<div class=\"grid\">\n");
        foreach (MemoryProfile profile in profiles)
        {
            html.Append(CultureInfo.InvariantCulture, $"<figure class=\"panel\"><figcaption><strong>{HtmlReport.Encode(profile.Variant)}</strong>, {Span(profile.PeakBytes)} at most, {Span(profile.SteadyBytes)} at rest</figcaption>\n");
            html.Append(profile.Timeline.Count > 1 ? MemoryChart.Draw(profile, owners, most) : "<p class=\"dim\">One reading only: no course to draw.</p>");
            html.Append("</figure>\n");
        }

        html.Append("</div>\n");
        html.Append(HtmlReport.Table(
            $"At rest, median over processes ({profiles[0].Measure})",
            ["Owner", .. profiles.Select(profile => "#" + profile.Variant)],
            owners.Select(owner => (string[])
            [
                HtmlReport.Encode(owner),
                .. profiles.Select(profile => profile.Owners.FirstOrDefault(held => held.Name == owner) is { } held ? FigureText.Megabytes(held.Bytes) : "–"),
            ])));
        return html.Append("</section>\n").ToString();
    }

    private static string Span(IReadOnlyList<long> bytes) => bytes.Count == 0 ? "unknown"
        : bytes.Min() == bytes.Max() ? FigureText.Megabytes(bytes[0])
        : FigureText.Invariant($"{bytes.Min() / 1e6:N0} to {FigureText.Megabytes(bytes.Max())}");
}
