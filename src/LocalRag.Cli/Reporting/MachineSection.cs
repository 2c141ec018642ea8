using System.Globalization;
using System.Text;

namespace LocalRag.Cli.Reporting;

/// <summary>Says what it takes to measure the same again: machine, versions, seeds, settings with who set them.</summary>
internal static class MachineSection
{
    public static string Write(BenchmarkReport report)
    {
        StringBuilder html = new("<section><h2>Machine and settings</h2>\n<dl class=\"facts\">\n");
        foreach ((string name, string value) in ReportFacts.Of(report.Result))
        {
            html.Append(CultureInfo.InvariantCulture, $"<dt>{HtmlReport.Encode(name)}</dt><dd>{HtmlReport.Encode(value)}</dd>\n");
        }

        html.Append("</dl>\n");
        string[][] settings =
        [
            .. report.Variants.SelectMany(variant => variant.Settings.Select(setting => (string[])
            [
                HtmlReport.Encode(variant.Name), $"<code>{HtmlReport.Encode(setting.Key)}</code>", $"<code>{HtmlReport.Encode(setting.Value ?? "none")}</code>", HtmlReport.Encode(setting.Source),
            ])),
        ];
        html.Append(settings.Length > 0
            ? HtmlReport.Table("Settings that are not defaults, and who set them", ["Variant", "Setting", "Value", "Set by"], settings)
            : "<p>Every setting has its default.</p>\n");
        html.Append(HtmlReport.Table(
            "Workloads",
            ["Name", "What it does", "#Rounds", "#Seconds"],
            report.Result.Workloads.Select(workload => (string[])
            [
                $"<code>{HtmlReport.Encode(workload.Name)}</code>", HtmlReport.Encode(workload.Description), FigureText.Invariant($"{workload.Rounds}"), FigureText.Invariant($"{workload.ElapsedSeconds:0}"),
            ])));
        return html.Append("</section>\n").ToString();
    }
}
