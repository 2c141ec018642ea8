using System.Globalization;
using System.Text;

namespace LocalRag.Cli.Reporting;

/// <summary>Shows each target as a card: what was measured, on a scale with the target's mark.</summary>
internal static class TargetSection
{
    public static string Write(BenchmarkReport report)
    {
        StringBuilder html = new("<section aria-label=\"Targets\"><div class=\"cards\">\n");
        foreach (TargetResult target in report.Targets)
        {
            string status = target.Status switch
            {
                TargetStatus.Met => "good",
                TargetStatus.Likely => "fair",
                TargetStatus.Missed => "bad",
                _ => "none",
            };
            html.Append(CultureInfo.InvariantCulture, $"""
                <div class="card {status}">
                <h3>{HtmlReport.Encode(target.Name)}</h3>
                <p class="big">{HtmlReport.Encode(target.Measured is null ? "–" : FigureText.Measured(target))}</p>
                {Scale(target)}
                <p class="status"><span class="badge">{HtmlReport.Encode(FigureText.Status(target.Status))}</span></p>
                <p class="small">Target: {HtmlReport.Encode(target.Goal)}.{(target.Measured is null ? string.Empty : $" 95% interval {HtmlReport.Encode(FigureText.Interval(target))}.")}</p>
                <p class="small dim">{HtmlReport.Encode(target.Basis)}</p>
                </div>

                """);
        }

        return html.Append("</div></section>\n").ToString();
    }

    // From no change (or nothing) to a third beyond the target, in the direction of better.
    private static string Scale(TargetResult target)
    {
        if (target.Measured is not { } measured)
        {
            return string.Empty;
        }

        double end = target.IsChange ? target.Target * 1.6 : 1;
        double Place(double value) => Math.Clamp(100 * value / end, 0, 100);
        double low = Place(target.Target < 0 ? measured.High : measured.Low);
        double high = Place(target.Target < 0 ? measured.Low : measured.High);
        return FigureText.Invariant($"""
            <div class="scale" aria-hidden="true"><i class="fill" style="width:{Place(measured.Value):0.#}%"></i><i class="range" style="left:{low:0.#}%;width:{Math.Max(0.8, high - low):0.#}%"></i><i class="mark" style="left:{Place(target.Target):0.#}%"></i></div>
            """);
    }
}
