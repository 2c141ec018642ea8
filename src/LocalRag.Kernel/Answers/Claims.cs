namespace LocalRag.Answers;

/// <summary>Finds the numbers and names of an answer that come from nowhere.</summary>
internal static class Claims
{
    /// <summary>Returns the numbers and names that neither the passages nor the question hold.</summary>
    public static List<UnsupportedClaim> FindUnsupported(string answer, string question, IReadOnlyList<UsedPassage> used)
    {
        HashSet<string> known = [.. Words.Enumerate(question).Select(word => word.Stem)];
        foreach (UsedPassage passage in used)
        {
            known.UnionWith(Words.Enumerate(passage.Text).Select(word => word.Stem));
            known.UnionWith(Words.Enumerate($"{passage.Passage.Title}\n{passage.Passage.Headings}").Select(word => word.Stem));
        }

        HashSet<int> openings = [.. Sentences.Split(answer).Select(sentence => FirstLetter(answer, sentence))];
        return [.. Words.EnumerateContent(answer)
            .Where(word => !known.Contains(word.Stem) && IsNumberOrName(answer, word, openings))
            .Select(word => new UnsupportedClaim(answer.Substring(word.Start, word.Length), word.Start, word.Start + word.Length))];
    }

    // The first word of a sentence has a capital in any case, so only a digit tells there.
    private static bool IsNumberOrName(string answer, Word word, HashSet<int> openings)
    {
        ReadOnlySpan<char> text = answer.AsSpan(word.Start, word.Length);
        return text.IndexOfAnyInRange('0', '9') >= 0 || (char.IsUpper(text[0]) && !openings.Contains(word.Start));
    }

    private static int FirstLetter(string answer, TextSpan sentence)
    {
        int i = sentence.Start;
        while (i < sentence.End && !char.IsLetterOrDigit(answer[i]))
        {
            i++;
        }

        return i;
    }
}
