using System.Globalization;

namespace LocalRag.Ingestion.Chunking;

/// <summary>Cuts a sentence that is longer than a chunk: at the end of a clause, else between words, else within a word.</summary>
internal sealed class LongTextSplitter(ITokenCounter counter, ChunkLimits limits)
{
    // A longer run without a space is no word of a language: it may be cut anywhere between two characters.
    private const int LongestWord = 32;

    public void Split(string text, TextSpan sentence, List<TextSpan> parts)
    {
        int start = sentence.Start;
        while (start < sentence.End)
        {
            int end = EndOfPart(text, start, sentence.End);
            int visibleEnd = end;
            while (visibleEnd > start && char.IsWhiteSpace(text[visibleEnd - 1]))
            {
                visibleEnd--;
            }

            if (visibleEnd > start)
            {
                parts.Add(TextSpan.FromBounds(start, visibleEnd));
            }

            start = end;
            while (start < sentence.End && char.IsWhiteSpace(text[start]))
            {
                start++;
            }
        }
    }

    private int EndOfPart(string text, int start, int limit)
    {
        int tokens = 0;
        int end = start;
        int clauseEnd = -1;
        int clauseTokens = 0;
        while (end < limit)
        {
            int next = EndOfWord(text, end, limit);
            tokens += counter.Count(text.AsSpan(end, next - end));
            if (end > start && !limits.Fits(tokens, next - start))
            {
                // Words that are counted alone can come out shorter than together, so the whole is counted once more below.
                return Shorten(text, start, clauseTokens >= limits.Tokens / 2 ? clauseEnd : end);
            }

            end = next;
            if (EndsClause(text, end))
            {
                clauseEnd = end;
                clauseTokens = tokens;
            }
        }

        return Shorten(text, start, end);
    }

    private int Shorten(string text, int start, int end)
    {
        while (end - start > 1 && !limits.Fits(counter.Count(text.AsSpan(start, end - start)), end - start))
        {
            int middle = start + ((end - start) * 3 / 4);
            int space = text.AsSpan(start, middle - start).LastIndexOf(' ');
            end = space > 0 ? start + space : AtCharacter(text, start, middle);
        }

        return end;
    }

    private static int EndOfWord(string text, int start, int limit)
    {
        int index = start;
        while (index < limit && char.IsWhiteSpace(text[index]))
        {
            index++;
        }

        int word = index;
        while (index < limit && !char.IsWhiteSpace(text[index]))
        {
            if (WordBreaks.IsWithoutSpaces(text[index]) || index - word >= LongestWord)
            {
                return Math.Min(limit, AtCharacter(text, index, index + 1));
            }

            index++;
        }

        return index;
    }

    /// <summary>Returns the end of the visible character that begins at or before <paramref name="index"/>, and after <paramref name="start"/>.</summary>
    private static int AtCharacter(string text, int start, int index)
    {
        int end = Math.Max(index, start + 1);
        if (end < text.Length && char.IsLowSurrogate(text[end]))
        {
            end++;
        }

        while (end < text.Length && CharUnicodeInfo.GetUnicodeCategory(text, end) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark && end - index < LongestWord)
        {
            end++;
        }

        return end;
    }

    private static bool EndsClause(string text, int end) =>
        text[end - 1] is ',' or ';' or ':' or '，' or '；' or '：' or '、' or ')' or '—' or '–' or '|'
        || (end < text.Length && text[end] == '\n');
}
