using System.Globalization;
using System.Text;

namespace LocalRag.Cli.Reporting;

/// <summary>Says what to do, and what makes the figures worth less.</summary>
internal static class AdviceSection
{
    public static string Write(BenchmarkReport report)
    {
        StringBuilder html = new("<section><h2>What to do</h2>\n");
        if (report.Recommendations.Count == 0)
        {
            html.Append("<p>Nothing: no figure asks for it.</p>\n");
        }
        else
        {
            html.Append("<ol class=\"advice\">\n");
            foreach (Recommendation recommendation in report.Recommendations)
            {
                html.Append(CultureInfo.InvariantCulture, $"<li><strong>{HtmlReport.Encode(recommendation.Text)}</strong> <span class=\"dim\">Because {HtmlReport.Encode(recommendation.Because)}.</span></li>\n");
            }

            html.Append("</ol>\n");
        }

        if (report.Result.Warnings.Count > 0)
        {
            html.Append("<div class=\"warning\" role=\"note\"><strong>Read these figures with care</strong><ul>\n");
            foreach (string warning in report.Result.Warnings)
            {
                html.Append(CultureInfo.InvariantCulture, $"<li>{HtmlReport.Encode(warning)}</li>\n");
            }

            html.Append("</ul></div>\n");
        }

        return html.Append("</section>\n").ToString();
    }
}
