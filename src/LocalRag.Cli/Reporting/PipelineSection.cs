using System.Globalization;
using System.Text;
using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Draws the way of a question through the host, and the plugins that were around it.</summary>
internal static class PipelineSection
{
    public static string Write(BenchmarkReport report)
    {
        StringBuilder html = new("<section><h2>The way of a question</h2>\n");
        foreach (BenchmarkVariant variant in report.Variants)
        {
            string plugins = variant.Plugins.Count == 0 ? "no plugins" : string.Join(" → ", variant.Plugins);
            html.Append(CultureInfo.InvariantCulture, $"""
                <figure class="panel wide"><figcaption><strong>{HtmlReport.Encode(variant.Name)}</strong>: {HtmlReport.Encode(plugins)}{(variant.Plugins.Count > 1 ? ", outermost first" : string.Empty)}</figcaption>
                <ol class="flow" aria-label="Steps in order">
                <li><b>Question</b></li>
                <li{Wrapped(variant)}><b>Answers</b><span>cites its sources</span></li>
                <li{Wrapped(variant)}><b>Retrieval</b><span>words and meaning</span></li>
                <li{Wrapped(variant)}><b>Embeddings</b><span>{HtmlReport.Encode(report.Result.Versions.EmbeddingModel ?? "no model")}</span></li>
                <li class="store"><b>Index</b><span>{FigureText.Invariant($"{report.Result.Corpus.Chunks:N0} chunks")}</span></li>
                <li{Wrapped(variant)}><b>Chat</b><span>{HtmlReport.Encode(Path.GetFileNameWithoutExtension(report.Result.Versions.ChatModel) ?? "no model")}</span></li>
                <li><b>Answer</b></li>
                </ol>
                {(variant.Assignments.Count > 0 ? $"<p class=\"small dim\">Set for this variant: {HtmlReport.Encode(string.Join(", ", variant.Assignments))}</p>" : string.Empty)}
                </figure>

                """);
        }

        return html.Append("<p class=\"small dim\">A double frame is a pipeline that plugins may wrap, and here do; 'localrag pipeline' lists the layers of each.</p></section>\n").ToString();
    }

    private static string Wrapped(BenchmarkVariant variant) => variant.Plugins.Count > 0 ? " class=\"wrapped\"" : string.Empty;
}
