using System.Collections.Frozen;

namespace LocalRag.Answers;

/// <summary>Tells whether a question leans on earlier ones, and what to search for then.</summary>
/// <remarks>
/// A question leans on an earlier one if
/// 1. it opens as a continuation ("and ...", "what about ...", "why not"), or
/// 2. it refers to something that it has not named before ("what is its default", "is this safe"), or
/// 3. it has at most three words and does not ask what, who or where something is ("on Linux?", "which port").
/// It is then searched for together with the question before it, and on through the questions that lean on earlier ones themselves.
/// A question that is taken for a follow-up by mistake still finds its own passages: its words are all there.
/// </remarks>
internal static class FollowUp
{
    private static readonly FrozenSet<string> s_openings = FrozenSet.ToFrozenSet(
        ["and", "but", "or", "so", "then", "also", "else", "otherwise", "again", "instead", "more", "another", "continue", "plus"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] s_openingPhrases =
    [
        "what about", "how about", "what if", "what else", "who else", "where else", "why not", "how so", "how come", "go on", "tell me more",
        "for example", "such as", "the same",
    ];

    private static readonly FrozenSet<string> s_pronouns = FrozenSet.ToFrozenSet(
        ["it", "its", "they", "them", "their", "theirs", "he", "him", "his", "she", "her", "hers"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_pointers = FrozenSet.ToFrozenSet(
        ["this", "these", "those", "former", "latter", "one", "ones"], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_verbsAfterThat = FrozenSet.ToFrozenSet(
        ["is", "was", "does", "do", "did", "has", "will", "would", "can", "could", "mean", "means", "work", "works", "happen", "happens"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_definitionOpenings = FrozenSet.ToFrozenSet(
        ["what", "who", "where", "what's", "who's", "define", "explain", "describe"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the text to search for.</summary>
    /// <param name="question">The question of this turn.</param>
    /// <param name="earlier">The questions before it, oldest first.</param>
    public static string SearchText(string question, IReadOnlyList<string> earlier)
    {
        List<string> parts = [question];
        string current = question;
        for (int i = earlier.Count - 1; i >= 0 && LeansOnEarlier(current); i--)
        {
            current = earlier[i];
            parts.Add(current);
        }

        parts.Reverse();
        return string.Join('\n', parts);
    }

    /// <summary>Returns whether the question cannot be understood without what was said before it.</summary>
    public static bool LeansOnEarlier(string question)
    {
        List<Word> words = [.. Words.Enumerate(question)];
        string[] texts = [.. words.Select(word => question.Substring(word.Start, word.Length))];
        if (texts.Length == 0)
        {
            return true;
        }

        string opening = string.Join(' ', texts.Take(3));
        return s_openings.Contains(texts[0])
            || s_openingPhrases.Any(phrase => opening.StartsWith(phrase, StringComparison.OrdinalIgnoreCase))
            || (texts.Length <= 3 && !s_definitionOpenings.Contains(texts[0]))
            || HasPronounWithoutName(question, words, texts)
            || PointsBack(texts);
    }

    // A name before the pronoun is most likely what is meant: "which file does SQLite write when it opens".
    private static bool HasPronounWithoutName(string question, List<Word> words, string[] texts)
    {
        int pronoun = Array.FindIndex(texts, s_pronouns.Contains);
        return pronoun >= 0 && !Names.Find(question).Any(name => name.Start < words[pronoun].Start);
    }

    // Anything named before the pointer is most likely what it points to: "which models fit this machine" needs no earlier question, "is this safe" does.
    private static bool PointsBack(string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            bool isThat = words[i].Equals("that", StringComparison.OrdinalIgnoreCase);
            if (s_pointers.Contains(words[i]) || (isThat && (i == words.Length - 1 || s_verbsAfterThat.Contains(words[i + 1]))))
            {
                return true;
            }

            if (i > 0 && Words.EnumerateContent(words[i]).Any() && !IsQuestionVerb(words[i]))
            {
                return false;
            }
        }

        return false;
    }

    // "How long", "how much", "what kind", "which version": asked about something, not the thing itself.
    private static bool IsQuestionVerb(string word) => word.ToUpperInvariant() is
        "LONG" or "MUCH" or "MANY" or "OFTEN" or "FAR" or "BIG" or "LARGE" or "FAST" or "OLD" or "KIND" or "SORT" or "TYPE" or "ONE"
        or "MAKE" or "MAKES" or "MEAN" or "MEANS" or "USE" or "USED" or "TELL" or "EXPLAIN" or "DESCRIBE" or "SHOW" or "GIVE" or "SAY" or "SAYS";
}
