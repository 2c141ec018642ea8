using LocalRag.Measurement.Statistics;

namespace LocalRag.Measurement.Leaks;

/// <summary>How much a figure grows from one cycle to the next.</summary>
/// <param name="PerCycle">The slope by Theil and Sen over pairs of points that are near each other: the median of their slopes.</param>
/// <param name="Low">The lower end of its 95% interval.</param>
/// <param name="High">The upper end.</param>
/// <remarks>
/// Memory moves in steps: a cache that fills, a heap that shrinks once. A step lies between few of the near pairs and moves their median not at all, while it lies between up to half of all pairs.
/// What leaks in one cycle of a few still shows, because the pairs reach over several cycles.
/// </remarks>
public sealed record TheilSenSlope(double PerCycle, double Low, double High)
{
    private const int Resamples = 1000;
    private const int Seed = 20_260_101;
    private const double Tail = 0.025;
    private const int LongestReach = 10;
    private const int ShortestReach = 2;

    /// <summary>Fits a line to equally spaced values. The interval comes from a bootstrap over stretches of neighbouring points, which depend on each other, always with the same seed.</summary>
    /// <param name="values">At least three values.</param>
    public static TheilSenSlope Fit(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 3);
        int reach = Math.Clamp(values.Count / 4, ShortestReach, LongestReach);
        double[][] slopes = [.. Enumerable.Range(0, values.Count - 1).Select(from => SlopesFrom(values, from, reach))];
        Random random = new(Seed);
        double[] resampled = new double[Resamples];
        List<double> drawn = new(slopes.Length * reach);
        for (int sample = 0; sample < Resamples; sample++)
        {
            drawn.Clear();
            for (int points = 0; points < slopes.Length; points += reach)
            {
                int first = random.Next(slopes.Length - Math.Min(reach, slopes.Length) + 1);
                foreach (double[] from in slopes.AsSpan(first, Math.Min(reach, slopes.Length)))
                {
                    drawn.AddRange(from);
                }
            }

            resampled[sample] = Quantile.Median(drawn);
        }

        Array.Sort(resampled);
        return new TheilSenSlope(
            Quantile.Median(slopes.SelectMany(from => from)), resampled[(int)(Resamples * Tail)], resampled[(int)(Resamples * (1 - Tail)) - 1]);
    }

    private static double[] SlopesFrom(IReadOnlyList<double> values, int from, int reach) =>
        [.. Enumerable.Range(from + 1, Math.Min(reach, values.Count - 1 - from)).Select(to => (values[to] - values[from]) / (to - from))];
}
