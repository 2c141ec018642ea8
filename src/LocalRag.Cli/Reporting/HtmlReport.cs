using System.Globalization;
using System.Net;
using System.Text;

namespace LocalRag.Cli.Reporting;

/// <summary>Writes reports as one page that needs nothing else: no network, no script.</summary>
internal static class HtmlReport
{
    public static string Write(IReadOnlyList<BenchmarkReport> reports)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>LocalRag benchmark report</title>
            <style>
            {{ReadStyle()}}
            </style>
            </head>
            <body>
            <main>

            """);
        if (reports.Count > 1)
        {
            page.Append("<nav aria-label=\"Runs\"><ul class=\"runs\">");
            for (int i = 0; i < reports.Count; i++)
            {
                page.Append(FigureText.Invariant($"<li><a href=\"#run{i}\">{Encode(reports[i].File)}</a>: {Encode(reports[i].Headline())}</li>"));
            }

            page.Append("</ul></nav>\n");
        }

        for (int i = 0; i < reports.Count; i++)
        {
            page.Append(FigureText.Invariant($"<article id=\"run{i}\">\n"));
            WriteRun(page, reports[i]);
            page.Append("</article>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Returns a table that can be wider than the screen.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">The names of the columns; those that begin with # hold numbers.</param>
    /// <param name="rows">The cells, as HTML.</param>
    public static string Table(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        StringBuilder table = new($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Encode(caption)}\"><table><caption>{Encode(caption)}</caption><thead><tr>");
        foreach (string column in columns)
        {
            table.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{Class(column)}>{Encode(column.TrimStart('#'))}</th>");
        }

        table.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            table.Append("<tr>");
            for (int i = 0; i < row.Count; i++)
            {
                table.Append(CultureInfo.InvariantCulture, $"<td{Class(columns[i])}>{row[i]}</td>");
            }

            table.Append("</tr>\n");
        }

        return table.Append("</tbody></table></div>\n").ToString();
    }

    private static string Class(string column) => column.StartsWith('#') ? " class=\"number\"" : string.Empty;

    private static void WriteRun(StringBuilder page, BenchmarkReport report)
    {
        page.Append(CultureInfo.InvariantCulture, $"""
            <header>
            <p class="eyebrow">LocalRag benchmark · {Encode(report.File)}</p>
            <h1>{Encode(report.Headline())}</h1>
            <p class="dim">{Encode(ReportFacts.Of(report.Result)[0].Value)} · {Encode(ReportFacts.Of(report.Result)[1].Value)}</p>
            </header>

            """);
        page.Append(TargetSection.Write(report));
        page.Append(AdviceSection.Write(report));
        page.Append(EffectSection.Write(report));
        page.Append(DistributionSection.Write(report));
        page.Append(MemorySection.Write(report));
        page.Append(PipelineSection.Write(report));
        page.Append(MachineSection.Write(report));
    }

    private static string ReadStyle()
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The report's style sheet is not in the program.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
