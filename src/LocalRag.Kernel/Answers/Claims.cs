namespace LocalRag.Answers;

/// <summary>Finds the numbers and names of an answer that come from nowhere.</summary>
internal static class Claims
{
    /// <summary>Returns the numbers and names that neither the passages nor the question hold.</summary>
    public static List<UnsupportedClaim> FindUnsupported(string answer, string question, IReadOnlyList<UsedPassage> used)
    {
        HashSet<string> known = Words.Stems(question);
        foreach (UsedPassage passage in used)
        {
            known.UnionWith(Words.Stems($"{passage.Passage.Title}\n{passage.Passage.Headings}\n{passage.Text}"));
        }

        int end = answer.AsSpan().TrimEnd().Length;
        return [.. Names.Find(answer)
            .Where(name => !known.Contains(name.Stem) && !IsCutOff(name, end, known))
            .Select(name => new UnsupportedClaim(answer.Substring(name.Start, name.Length), name.Start, name.Start + name.Length))];
    }

    // The token limit may have cut the last word in two.
    private static bool IsCutOff(Word name, int end, HashSet<string> known) =>
        name.Start + name.Length == end && known.Any(stem => stem.StartsWith(name.Stem, StringComparison.Ordinal));
}
