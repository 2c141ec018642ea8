using LocalRag.Ingestion.Chunking;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Answers;

/// <summary>Finds the sentences of a passage or an answer as the chunker does; headings and table rows count as sentences too, since they are cited alone.</summary>
internal static class Sentences
{
    /// <summary>Returns the spans of the sentences, in order, without the space around them.</summary>
    public static List<TextSpan> Split(string text)
    {
        List<TextSpan> sentences = [];
        SentenceSegmenter.Split(text, sentences);
        return [.. sentences.SelectMany(sentence => Lines(text, sentence)).Where(line => line.Length > 0)];
    }

    private static IEnumerable<TextSpan> Lines(string text, TextSpan sentence)
    {
        int start = sentence.Start;
        bool wasAlone = false;
        for (int line = sentence.Start, end; line < sentence.End; line = end + 1)
        {
            end = text.IndexOf('\n', line, sentence.End - line) is >= 0 and int lineBreak ? lineBreak : sentence.End;
            bool isAlone = IsHeadingOrRow(text.AsSpan(line, end - line));
            if (line > start && (wasAlone || isAlone))
            {
                yield return Trim(text, start, line);
                start = line;
            }

            wasAlone = isAlone;
        }

        yield return Trim(text, start, sentence.End);
    }

    private static bool IsHeadingOrRow(ReadOnlySpan<char> line) => line is ['|' or '#', ..] || TableText.Fields(line).Count > 0;

    private static TextSpan Trim(string text, int start, int end)
    {
        ReadOnlySpan<char> line = text.AsSpan(start, end - start);
        int leading = line.Length - line.TrimStart().Length;
        return new TextSpan(start + leading, line.Trim().Length);
    }
}
