using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace LocalRag.Answers;

/// <summary>Cuts text into words that can be compared across inflections.</summary>
internal static class Words
{
    /// <summary>English words that say nothing about a subject.</summary>
    private static readonly FrozenSet<string> s_stopWords = FrozenSet.ToFrozenSet(
        """
        a about above after again all also am an and any are aren't as at be because been before being below between both but by can can't could
        did didn't do does doesn't doing don't down during each few for from further had has have having he her here hers him his how i if in into
        is isn't it its itself just let many me more most much my no nor not now of off on once only or other our out over own same shall she should so some
        such than that the their them then there these they this those through to too under until up upon us very was wasn't we were weren't what
        what's when where which while who whom whose why will with won't would you your
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns every word of a text, in order.</summary>
    public static IEnumerable<Word> Enumerate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                continue;
            }

            int start = i;
            while (i + 1 < text.Length && !IsIdeograph(text[i]) && (char.IsLetterOrDigit(text[i + 1]) ? !IsIdeograph(text[i + 1]) : IsJoint(text, i + 1)))
            {
                i++;
            }

            yield return new Word(Stem(text.AsSpan(start, i + 1 - start)), start, i + 1 - start);
        }
    }

    /// <summary>Returns the words that say something about a subject, in order.</summary>
    public static IEnumerable<Word> EnumerateContent(string text) =>
        Enumerate(text).Where(word => !s_stopWords.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.AsSpan(word.Start, word.Length)));

    /// <summary>Returns the distinct stems of every word.</summary>
    public static HashSet<string> Stems(string text) => [.. Enumerate(text).Select(word => word.Stem)];

    /// <summary>Returns the distinct stems of the words that say something about a subject.</summary>
    public static HashSet<string> ContentStems(string text) => [.. EnumerateContent(text).Select(word => word.Stem)];

    // Scripts written without spaces: each character is a word, so that overlap can be seen at all.
    private static bool IsIdeograph(char character) => character is >= '\u3040' and <= '\u9FFF';

    private static bool IsJoint(string text, int at)
    {
        if (at + 1 >= text.Length || !char.IsLetterOrDigit(text[at + 1]))
        {
            return false;
        }

        return text[at] is '\'' or '\u2019' ? char.IsLetter(text[at - 1])
            : text[at] is '.' or ',' && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]);
    }

    private static string Stem(ReadOnlySpan<char> word)
    {
        if (char.IsAsciiDigit(word[0]))
        {
            return word.ToString().Replace(",", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
        }

        string stem = Unaccented(word.ToString()).ToUpperInvariant().Replace('\u2019', '\'');
        if (stem.EndsWith("'S", StringComparison.Ordinal))
        {
            stem = stem[..^2];
        }

        stem = stem switch
        {
            { Length: > 4 } when stem.EndsWith("IES", StringComparison.Ordinal) => stem[..^3] + "Y",
            { Length: > 3 } when stem[^1] == 'S' && stem[^2] is not ('S' or 'U' or 'I') => stem[..^1],
            _ => stem,
        };
        stem = stem switch
        {
            { Length: > 5 } when stem.EndsWith("ING", StringComparison.Ordinal) => Undouble(stem[..^3]),
            { Length: > 4 } when stem.EndsWith("ED", StringComparison.Ordinal) => Undouble(stem[..^2]),
            _ => stem,
        };
        return stem.Length > 3 && stem[^1] == 'E' ? stem[..^1] : stem;
    }

    private static string Unaccented(string word) => Ascii.IsValid(word) ? word
        : string.Concat(word.Normalize(NormalizationForm.FormD).Where(character => CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark));

    private static string Undouble(string stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('L' or 'S' or 'Z') ? stem[..^1] : stem;
}
