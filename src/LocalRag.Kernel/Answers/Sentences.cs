using System.Collections.Frozen;

namespace LocalRag.Answers;

/// <summary>Finds the sentences of a text; list items, headings and table rows count as sentences.</summary>
internal static class Sentences
{
    private static readonly FrozenSet<string> s_abbreviations = FrozenSet.ToFrozenSet(
        ["mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "cf", "no", "fig", "approx", "inc", "ltd", "co", "jr", "sr", "u.s"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the spans of the sentences, in order, without the space around them.</summary>
    public static List<TextSpan> Split(string text)
    {
        List<TextSpan> sentences = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int end = EndAt(text, i);
            if (end < 0)
            {
                continue;
            }

            Add(sentences, text, start, end);
            start = end;
            i = end - 1;
        }

        Add(sentences, text, start, text.Length);
        return sentences;
    }

    /// <summary>Returns where the sentence ends if the character at <paramref name="i"/> ends one, or -1.</summary>
    private static int EndAt(string text, int i)
    {
        switch (text[i])
        {
            case '\u3002' or '\uFF01' or '\uFF1F':
                return i + 1;
            case '\n' when i + 1 < text.Length && BeginsBlock(text, i + 1):
                return i + 1;
            case '.' or '!' or '?' or '\u2026':
                break;
            default:
                return -1;
        }

        int end = i + 1;
        while (end < text.Length && text[end] is '.' or '!' or '?' or '"' or '\'' or '\u201D' or '\u2019' or ')' or ']' or '\u00BB')
        {
            end++;
        }

        if (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            return -1;
        }

        int next = end;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        return next < text.Length && (char.IsLower(text[next]) || (text[i] == '.' && IsAbbreviation(text, i))) ? -1 : end;
    }

    private static bool BeginsBlock(string text, int at)
    {
        int i = at;
        while (i < text.Length && text[i] is ' ' or '\t' or '\r')
        {
            i++;
        }

        if (i >= text.Length || text[i] is '\n' or '#' or '|' or '\u2022')
        {
            return true;
        }

        if (text[i] is '-' or '*' or '+')
        {
            return i + 1 < text.Length && text[i + 1] == ' ';
        }

        int digits = i;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits > i && digits + 1 < text.Length && text[digits] is '.' or ')' && text[digits + 1] == ' ';
    }

    private static bool IsAbbreviation(string text, int dot)
    {
        int start = dot;
        while (start > 0 && (char.IsLetter(text[start - 1]) || text[start - 1] == '.'))
        {
            start--;
        }

        ReadOnlySpan<char> word = text.AsSpan(start, dot - start);
        return (word.Length == 1 && char.IsUpper(word[0])) || s_abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }

    private static void Add(List<TextSpan> sentences, string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (end > start)
        {
            sentences.Add(new TextSpan(start, end));
        }
    }
}
