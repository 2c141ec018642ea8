using System.Globalization;
using System.Text;

namespace LocalRag.Sqlite.Search;

/// <summary>Turns any text into a query of the full-text index that cannot be wrong: its words, each quoted, joined by OR.</summary>
internal static class KeywordQuery
{
    /// <summary>Later words of a longer text are left out: a question has fewer, and each costs time.</summary>
    public const int MostTerms = 64;

    /// <summary>Longer runs of letters are no words.</summary>
    public const int LongestTerm = 100;

    /// <summary>Returns the different words of a text, in their order; none where it has no words.</summary>
    public static List<string> Terms(string text)
    {
        var terms = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        int start = -1;
        int position = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (terms.Count == MostTerms)
            {
                return terms;
            }

            if (IsTermPart(rune))
            {
                start = start < 0 ? position : start;
            }
            else if (start >= 0)
            {
                Add(text.AsSpan(start, position - start));
                start = -1;
            }

            position += rune.Utf16SequenceLength;
        }

        if (start >= 0 && terms.Count < MostTerms)
        {
            Add(text.AsSpan(start));
        }

        return terms;

        void Add(ReadOnlySpan<char> term)
        {
            if (term.Length <= LongestTerm && seen.Add(term.ToString()))
            {
                terms.Add(term.ToString());
            }
        }
    }

    /// <summary>Returns the query that any of the words matches.</summary>
    public static string MatchAny(IEnumerable<string> terms) => $"\"{string.Join("\" OR \"", terms)}\"";

    /// <summary>Says what the tokenizer unicode61 keeps together: letters, numbers, marks and private characters.</summary>
    private static bool IsTermPart(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.PrivateUse;
}
