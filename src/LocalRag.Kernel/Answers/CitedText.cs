using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>Writes an answer as plain text: numbers in brackets where it is cited, and the numbered sources below.</summary>
internal static class CitedText
{
    public static string Write(ChatResponse response)
    {
        string answer = response.Text;
        List<(string Source, string Snippet)> sources = [];
        List<(int At, int Number)> marks = [];
        foreach (CitationAnnotation citation in response.GetCitations())
        {
            (string Source, string Snippet) source = (Source(citation), citation.Snippet ?? string.Empty);
            int number = sources.IndexOf(source) + 1;
            if (number == 0)
            {
                sources.Add(source);
                number = sources.Count;
            }

            marks.AddRange((citation.AnnotatedRegions ?? []).OfType<TextSpanAnnotatedRegion>().Select(region => (region.EndIndex ?? answer.Length, number)));
        }

        StringBuilder text = new(answer.Trim().Length == 0 ? string.Empty : answer);
        foreach ((int at, int number) in marks.Where(mark => mark.At <= text.Length).OrderByDescending(mark => mark.At).ThenByDescending(mark => mark.Number))
        {
            text.Insert(at, string.Create(CultureInfo.InvariantCulture, $" [{number}]"));
        }

        for (int i = 0; i < sources.Count; i++)
        {
            text.Append(i == 0 ? "\n\nSources:" : string.Empty)
                .Append(CultureInfo.InvariantCulture, $"\n[{i + 1}] {sources[i].Source}: \"{sources[i].Snippet}\"");
        }

        return text.ToString();
    }

    private static string Source(CitationAnnotation citation) =>
        citation.GetLocation() is { Length: > 0 } location ? $"{citation.Title}, {location}" : citation.Title ?? citation.FileId ?? string.Empty;
}
