using System.Text.RegularExpressions;

namespace LocalRag.Plugins.Cache;

/// <summary>Says whether two answers to two wordings of a question say the same.</summary>
/// <remarks>
/// Every number of the shorter one must be in the longer one, and most of its longer words: a small model seldom writes the same sentence twice, and what it must
/// not do is to name another figure or speak of something else.
/// </remarks>
internal static partial class AnswerAgreement
{
    private const double SharedWords = 0.6;
    private const int ContentLength = 4;

    public static bool SayTheSame(string one, string other)
    {
        (HashSet<string> numbers, HashSet<string> words) = Read(one);
        (HashSet<string> otherNumbers, HashSet<string> otherWords) = Read(other);
        return (numbers.IsSubsetOf(otherNumbers) || otherNumbers.IsSubsetOf(numbers)) && (numbers.Count > 0) == (otherNumbers.Count > 0)
            && Shared(words, otherWords) >= SharedWords;
    }

    private static double Shared(HashSet<string> words, HashSet<string> others)
    {
        int fewer = Math.Min(words.Count, others.Count);
        return fewer == 0 ? 1 : (double)words.Count(others.Contains) / fewer;
    }

    private static (HashSet<string> Numbers, HashSet<string> Words) Read(string text)
    {
        HashSet<string> numbers = [];
        HashSet<string> words = new(StringComparer.OrdinalIgnoreCase);
        foreach (Match word in Word().Matches(text))
        {
            if (word.ValueSpan.IndexOfAnyInRange('0', '9') >= 0)
            {
                numbers.Add(word.Value);
            }
            else if (word.Length >= ContentLength)
            {
                words.Add(word.Value);
            }
        }

        return (numbers, words);
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:[.,_/-]+[\p{L}\p{N}]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
