using LocalRag.Ingestion.Chunking;

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
        for (int i = start; i < sentence.End; i++)
        {
            if (text[i] == '\n' && i + 1 < sentence.End && (text[i + 1] is '|' or '#' || text[start] is '|' or '#'))
            {
                yield return Trim(text, start, i);
                start = i + 1;
            }
        }

        yield return Trim(text, start, sentence.End);
    }

    private static TextSpan Trim(string text, int start, int end)
    {
        ReadOnlySpan<char> line = text.AsSpan(start, end - start);
        int leading = line.Length - line.TrimStart().Length;
        return new TextSpan(start + leading, line.Trim().Length);
    }
}
