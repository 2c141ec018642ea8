namespace LocalRag.Evaluation.Metrics;

/// <summary>Scores of one ranking against the judgements of its question, defined as <c>trec_eval</c> does.</summary>
internal static class RankingMetrics
{
    /// <summary>Returns the place of the first relevant document, from 1; null where there is none.</summary>
    public static int? FirstRelevant(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> relevant)
    {
        for (int index = 0; index < ranking.Count; index++)
        {
            if (Grade(ranking[index], relevant) > 0)
            {
                return index + 1;
            }
        }

        return null;
    }

    /// <summary>Returns one divided by the place of the first relevant document among the first <paramref name="depth"/>, or 0.</summary>
    public static double ReciprocalRank(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> relevant, int depth) =>
        FirstRelevant(ranking, relevant) is int rank && rank <= depth ? 1.0 / rank : 0;

    /// <summary>Returns the normalized discounted cumulative gain of the first <paramref name="depth"/> documents, the gain being the grade itself.</summary>
    public static double NormalizedGain(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> relevant, int depth)
    {
        double ideal = Discounted(relevant.Values.Where(grade => grade > 0).OrderDescending().Take(depth));
        return ideal == 0 ? 0 : Discounted(ranking.Take(depth).Select(document => Grade(document, relevant))) / ideal;
    }

    /// <summary>Returns the share of the relevant documents that is among the first <paramref name="depth"/>.</summary>
    public static double Recall(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> relevant, int depth)
    {
        int wanted = relevant.Values.Count(grade => grade > 0);
        return wanted == 0 ? 0 : (double)ranking.Take(depth).Count(document => Grade(document, relevant) > 0) / wanted;
    }

    private static int Grade(string document, IReadOnlyDictionary<string, int> relevant) =>
        relevant.TryGetValue(document, out int grade) ? Math.Max(0, grade) : 0;

    private static double Discounted(IEnumerable<int> grades) =>
        grades.Index().Sum(entry => entry.Item / Math.Log2(entry.Index + 2));
}
