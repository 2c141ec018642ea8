using System.Text;
using LocalRag.Ingestion.Chunking;

namespace LocalRag.Answers;

/// <summary>Finds what an answer puts between quotation marks, and checks it against the passages word for word.</summary>
/// <remarks>Case, space and the shape of quotation marks and dashes do not matter, nor does a closing punctuation mark inside the quotation.</remarks>
internal static class Quotes
{
    /// <summary>One or two words between quotation marks are a term or a name, not a quotation.</summary>
    private const int ShortestQuotation = 3;

    private const string Openings = "\"\u201C\u201E\u00AB";

    /// <summary>Returns each quotation with the passage that holds it, if one does.</summary>
    public static List<QuoteCheck> Check(string answer, IReadOnlyList<UsedPassage> used)
    {
        List<QuoteCheck> checks = [];
        List<(long ChunkId, string Text)> sources = [.. used.SelectMany(passage =>
            passage.Hits.Select(hit => (hit.Passage.ChunkId, Normalise(hit.Passage.Text))).Append((passage.Passage.ChunkId, Normalise(passage.Text))))];
        foreach (TextSpan span in Find(answer))
        {
            string quotation = Normalise(answer.Substring(span.Start, span.Length)).TrimEnd('.', ',', ';', ':', '!', '?', '\u2026');
            int source = sources.FindIndex(candidate => candidate.Text.Contains(quotation, StringComparison.OrdinalIgnoreCase));
            checks.Add(new QuoteCheck(answer.Substring(span.Start, span.Length), span.Start, span.End, source < 0 ? null : sources[source].ChunkId));
        }

        return checks;
    }

    private static IEnumerable<TextSpan> Find(string answer)
    {
        for (int i = 0; i < answer.Length; i++)
        {
            if (!Openings.Contains(answer[i], StringComparison.Ordinal))
            {
                continue;
            }

            int close = answer.AsSpan(i + 1).IndexOfAny(Closings(answer[i]));
            if (close < 0)
            {
                continue;
            }

            TextSpan span = new(i + 1, close);
            if (Words.Enumerate(answer.Substring(span.Start, span.Length)).Take(ShortestQuotation).Count() == ShortestQuotation)
            {
                yield return span;
            }

            i = span.End;
        }
    }

    private static string Closings(char opening) => opening switch
    {
        '\u00AB' => "\u00BB",
        '"' => "\"",
        _ => "\u201D\u201C\"",
    };

    private static string Normalise(string text)
    {
        StringBuilder normal = new(text.Length);
        foreach (char character in text)
        {
            if (char.IsWhiteSpace(character))
            {
                if (normal.Length > 0 && normal[^1] != ' ')
                {
                    normal.Append(' ');
                }

                continue;
            }

            normal.Append(character switch
            {
                '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' => '"',
                '\u2018' or '\u2019' => '\'',
                '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => '-',
                _ => character,
            });
        }

        return normal.ToString().TrimEnd();
    }
}
