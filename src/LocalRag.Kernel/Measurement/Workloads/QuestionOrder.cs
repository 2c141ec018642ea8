namespace LocalRag.Measurement;

/// <summary>Draws orders and repetitions from a seed: the same seed gives the same sequence on every machine.</summary>
internal static class QuestionOrder
{
    public static T[] Shuffle<T>(IEnumerable<T> items, int seed)
    {
        T[] shuffled = [.. items];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Draws prompts as users repeat them: the k-th most frequent one with a chance of 1/k, some in other words.</summary>
    /// <param name="prompts">The prompts, the most frequent first.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="rephrasedShare">The share of draws that come in other words, where there are any.</param>
    /// <param name="seed">The seed.</param>
    public static (BenchmarkPrompt Prompt, string Text, bool Repeated)[] DrawRepeats(
        IReadOnlyList<BenchmarkPrompt> prompts, int count, double rephrasedShare, int seed)
    {
        Random random = new(seed);
        double[] cumulative = new double[prompts.Count];
        double sum = 0;
        for (int rank = 0; rank < prompts.Count; rank++)
        {
            cumulative[rank] = sum += 1.0 / (rank + 1);
        }

        HashSet<string> asked = [];
        (BenchmarkPrompt, string, bool)[] drawn = new (BenchmarkPrompt, string, bool)[count];
        for (int index = 0; index < count; index++)
        {
            int place = Array.BinarySearch(cumulative, random.NextDouble() * sum);
            BenchmarkPrompt prompt = prompts[place < 0 ? ~place : place];
            bool rephrased = random.NextDouble() < rephrasedShare && prompt.Rephrasings.Count > 0;
            string text = rephrased ? prompt.Rephrasings[random.Next(prompt.Rephrasings.Count)] : prompt.Text;
            drawn[index] = (prompt, text, !asked.Add(prompt.Id));
        }

        return drawn;
    }
}
