using System.Collections.Frozen;
using AngleSharp.Html.Parser;

namespace LocalRag.Ingestion.Reading;

/// <summary>What the names of HTML elements mean for the text in them.</summary>
internal static class HtmlTags
{
    private static readonly FrozenSet<string> s_skipped =
        new[] { "script", "style", "nav", "noscript", "template", "svg", "math", "iframe", "object", "noembed", "noframes" }.ToFrozenSet();

    private static readonly FrozenSet<string> s_blocks = new[]
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
        "h1", "h2", "h3", "h4", "h5", "h6",
    }.ToFrozenSet();

    // In a cell these show that the table arranges a page rather than data.
    private static readonly FrozenSet<string> s_layout = new[] { "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "article", "section", "main" }.ToFrozenSet();

    public static bool IsSkipped(string name) => s_skipped.Contains(name);

    public static bool IsBlock(string name) => s_blocks.Contains(name);

    public static bool IsLayout(string name) => s_layout.Contains(name);

    public static int HeadingLevel(string name) => name is ['h', >= '1' and <= '6'] ? name[1] - '0' : 0;

    /// <summary>Returns how the text after a start tag is to be taken apart; a tree builder would say so, but there is none.</summary>
    public static HtmlParseMode ModeAfter(string name) => name switch
    {
        "title" or "textarea" => HtmlParseMode.RCData,
        "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
        "script" => HtmlParseMode.Script,
        "plaintext" => HtmlParseMode.Plaintext,
        _ => HtmlParseMode.PCData,
    };
}
