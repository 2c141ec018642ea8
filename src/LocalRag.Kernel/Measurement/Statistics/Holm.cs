namespace LocalRag.Measurement.Statistics;

/// <summary>Holm's correction: the chance that any of many comparisons shows a difference where there is none.</summary>
internal static class Holm
{
    /// <summary>Returns the corrected chances, in the order of the given ones.</summary>
    public static double[] Correct(IReadOnlyList<double> chances)
    {
        double[] corrected = new double[chances.Count];
        double highest = 0;
        int rank = 0;
        foreach (int index in Enumerable.Range(0, chances.Count).OrderBy(index => chances[index]))
        {
            highest = Math.Max(highest, Math.Min(1, chances[index] * (chances.Count - rank++)));
            corrected[index] = highest;
        }

        return corrected;
    }
}
