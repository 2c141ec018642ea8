using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LocalRag.Evaluation.Metrics;

/// <summary>Compares texts as the SQuAD evaluation does: without case, punctuation, articles and extra space.</summary>
internal static partial class AnswerMetrics
{
    /// <summary>Returns whether the text holds the answer, as whole words where its script puts spaces between words.</summary>
    /// <remarks>
    /// Without punctuation, <c>24-yard</c> and <c>Rollo's</c> are one word each and no longer hold <c>24</c> and <c>Rollo</c>: the words as
    /// they stand are looked at too.
    /// </remarks>
    public static bool Contains(string text, string answer) =>
        ContainsWords(Normalize(text), Normalize(answer)) || (Normalize(answer).Length > 0 && ContainsWords(Plain(text), Plain(answer)));

    /// <summary>Returns whether the two are the same.</summary>
    public static bool Equal(string text, string answer) => string.Equals(Normalize(text), Normalize(answer), StringComparison.Ordinal);

    /// <summary>Returns the harmonic mean of the share of the text's words that the answer has, and the other way round.</summary>
    public static double F1(string text, string answer)
    {
        string[] words = Normalize(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] expected = Normalize(answer).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || expected.Length == 0)
        {
            return words.Length == expected.Length ? 1 : 0;
        }

        Dictionary<string, int> remaining = expected.CountBy(word => word).ToDictionary();
        int shared = 0;
        foreach (string word in words)
        {
            if (remaining.TryGetValue(word, out int count) && count > 0)
            {
                remaining[word] = count - 1;
                shared++;
            }
        }

        return 2.0 * shared / (words.Length + expected.Length);
    }

    /// <summary>Returns lower-case words with single spaces between, without articles and punctuation.</summary>
    public static string Normalize(string text)
    {
        StringBuilder plain = new(text.Length);
        foreach (char character in text.ToLowerInvariant())
        {
            if (!IsPunctuation(character))
            {
                plain.Append(character);
            }
        }

        return OneSpace(Articles().Replace(plain.ToString(), " "));
    }

    private static bool ContainsWords(string text, string words)
    {
        for (int start = 0; words.Length > 0 && (start = text.IndexOf(words, start, StringComparison.Ordinal)) >= 0; start++)
        {
            if (IsEdge(text, start - 1, start) && IsEdge(text, start + words.Length, start + words.Length - 1))
            {
                return true;
            }
        }

        return false;
    }

    private static string Plain(string text) => OneSpace(text.ToLowerInvariant());

    private static string OneSpace(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    // SQuAD's own script knows ASCII only; the typographic marks of real documents are taken as the same.
    private static bool IsPunctuation(char character) => char.IsAscii(character)
        ? char.IsPunctuation(character) || char.IsSymbol(character)
        : char.GetUnicodeCategory(character) is UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
            or UnicodeCategory.DashPunctuation;

    private static bool IsEdge(string text, int outside, int inside) =>
        outside < 0 || outside >= text.Length || !IsSpaced(text[outside]) || !IsSpaced(text[inside]);

    // Thai, Lao, Burmese, Khmer, Chinese and Japanese have no spaces between words; Korean hangs particles on them.
    private static bool IsSpaced(char character) => char.IsLetterOrDigit(character)
        && character is not ((>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') or >= '\u2E80');

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Articles();
}
