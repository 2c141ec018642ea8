using System.Text.RegularExpressions;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads the HTML that stands inside a Markdown document.</summary>
internal static partial class HtmlFragment
{
    public static IEnumerable<TextBlock> Read(BlockBuilder builder)
    {
        foreach (TextBlock block in builder.Take(TextKind.Prose))
        {
            string text = System.Net.WebUtility.HtmlDecode(Tags().Replace(block.Text, string.Empty)).Trim();
            if (text.Length > 0)
            {
                yield return new TextBlock(TextKind.Prose, text) { Line = block.Line };
            }
        }
    }

    [GeneratedRegex("<!--.*?-->|<[^>]*>", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
