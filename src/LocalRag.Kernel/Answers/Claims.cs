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
            known.UnionWith(Words.Enumerate($"{passage.Passage.Title}\n{passage.Passage.Headings}\n{passage.Text}").Select(word => word.Stem));
        }

        return [.. Names.Find(answer)
            .Where(name => !known.Contains(name.Stem))
            .Select(name => new UnsupportedClaim(answer.Substring(name.Start, name.Length), name.Start, name.Start + name.Length))];
    }
}
