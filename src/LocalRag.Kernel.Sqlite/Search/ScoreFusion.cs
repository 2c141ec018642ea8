namespace LocalRag.Sqlite.Search;

/// <summary>Makes one score of cosine and BM25: the weighted mean of the cosine, stretched to 0..1 between the least and the greatest, and the share of the greatest BM25.</summary>
internal static class ScoreFusion
{
    /// <summary>Sets the score of every candidate. A side that says nothing about any of them leaves the whole weight to the other.</summary>
    public static void Apply(IReadOnlyCollection<Candidate> candidates, double denseWeight)
    {
        (float lowest, float highest) = (float.PositiveInfinity, float.NegativeInfinity);
        double greatest = 0;
        foreach (Candidate candidate in candidates)
        {
            if (candidate.Cosine is { } cosine)
            {
                (lowest, highest) = (Math.Min(lowest, cosine), Math.Max(highest, cosine));
            }

            greatest = Math.Max(greatest, candidate.Bm25 ?? 0);
        }

        double weight = (highest >= lowest, greatest > 0) switch
        {
            (true, true) => denseWeight,
            (true, false) => 1,
            _ => 0,
        };
        foreach (Candidate candidate in candidates)
        {
            double dense = candidate.Cosine is not { } cosine ? 0 : highest > lowest ? (cosine - lowest) / (highest - lowest) : 1;
            double words = greatest > 0 ? (candidate.Bm25 ?? 0) / greatest : 0;
            candidate.Score = (weight * dense) + ((1 - weight) * words);
        }
    }
}
