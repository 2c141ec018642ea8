namespace LocalRag.Ingestion.Chunking;

/// <summary>Finds the sentences of running text by rules that need no model.</summary>
/// <remarks>
/// <list type="number">
/// <item>A sentence ends after <c>. ! ? …</c> and its closing quotes or brackets, where white space follows.</item>
/// <item>The full-width marks of Chinese and Japanese end one without white space.</item>
/// <item>It does not end where the next word begins in lower case, inside a number, after an abbreviation or an initial, nor after the number of a list item.</item>
/// <item>A blank line ends one always, a line break where the next line begins with the mark of a list item.</item>
/// </list>
/// Every visible character belongs to exactly one sentence.
/// </remarks>
internal static class SentenceSegmenter
{
    public static void Split(string text, List<TextSpan> sentences)
    {
        int start = SkipWhiteSpace(text, 0);
        for (int index = start; index < text.Length; index++)
        {
            int end = EndOfSentence(text, start, index);
            if (end < 0)
            {
                continue;
            }

            Add(text, start, end, sentences);
            start = SkipWhiteSpace(text, end);
            index = start - 1;
        }

        Add(text, start, text.Length, sentences);
    }

    /// <summary>Returns where the sentence ends that has its last mark at <paramref name="index"/>, or -1 where it goes on.</summary>
    private static int EndOfSentence(string text, int start, int index)
    {
        switch (text[index])
        {
            case '\n':
                return IsBreak(text, index) ? index : -1;
            case '。' or '！' or '？' or '｡' or '।' or '؟' or '۔':
                return SkipClosing(text, index + 1);
            case '.' or '!' or '?' or '…':
                int end = SkipClosing(text, SkipMarks(text, index + 1));
                return end == text.Length || (char.IsWhiteSpace(text[end]) && !GoesOn(text, start, index, end)) ? end : -1;
            default:
                return -1;
        }
    }

    private static bool GoesOn(string text, int start, int mark, int end)
    {
        int next = SkipOpening(text, SkipWhiteSpace(text, end));
        if (next == text.Length)
        {
            return false;
        }

        if (char.IsLower(text[next]))
        {
            return true;
        }

        // Only a single full stop shortens a word: "Dr." does, "Dr?" and "Dr..." do not.
        if (text[mark] != '.' || (mark + 1 < text.Length && text[mark + 1] == '.') || text[mark - (mark > 0 ? 1 : 0)] == '.')
        {
            return false;
        }

        int word = mark;
        while (word > start && (char.IsLetterOrDigit(text[word - 1]) || text[word - 1] == '.'))
        {
            word--;
        }

        ReadOnlySpan<char> before = text.AsSpan(word, mark - word);
        if (IsListNumber(text, start, word, before))
        {
            return true;
        }

        int nextEnd = next;
        while (nextEnd < text.Length && char.IsLetterOrDigit(text[nextEnd]))
        {
            nextEnd++;
        }

        return SentenceAbbreviations.Binds(before, text.AsSpan(next, nextEnd - next));
    }

    private static bool IsListNumber(string text, int start, int word, ReadOnlySpan<char> before) =>
        before.Length is > 0 and <= 3 && !before.ContainsAnyExceptInRange('0', '9') && (word == start || text[word - 1] == '\n');

    private static bool IsBreak(string text, int lineBreak)
    {
        int index = lineBreak + 1;
        while (index < text.Length && text[index] is ' ' or '\t' or '\r')
        {
            index++;
        }

        if (index >= text.Length || text[index] == '\n')
        {
            return true;
        }

        if (text[index] is '-' or '*' or '+' or '•' or '‣' or '–' or '◦')
        {
            return index + 1 < text.Length && text[index + 1] == ' ';
        }

        int digits = index;
        while (digits < text.Length && digits - index < 3 && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        return digits > index && digits + 1 < text.Length && text[digits] is '.' or ')' && text[digits + 1] == ' ';
    }

    private static int SkipMarks(string text, int index)
    {
        while (index < text.Length && text[index] is '.' or '!' or '?' or '…')
        {
            index++;
        }

        return index;
    }

    private static int SkipClosing(string text, int index)
    {
        while (index < text.Length && text[index] is '"' or '\'' or ')' or ']' or '}' or '”' or '’' or '»' or '」' or '』' or '）' or '】' or '*' or '_' or '`')
        {
            index++;
        }

        return index;
    }

    private static int SkipOpening(string text, int index)
    {
        while (index < text.Length && text[index] is '"' or '\'' or '(' or '[' or '“' or '‘' or '«' or '„' or '*' or '_' or '`' or '¿' or '¡')
        {
            index++;
        }

        return index;
    }

    private static int SkipWhiteSpace(string text, int index)
    {
        while (index < text.Length && char.IsWhiteSpace(text[index]))
        {
            index++;
        }

        return index;
    }

    private static void Add(string text, int start, int end, List<TextSpan> sentences)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (end > start)
        {
            sentences.Add(TextSpan.FromBounds(start, end));
        }
    }
}
