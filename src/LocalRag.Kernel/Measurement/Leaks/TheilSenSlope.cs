namespace LocalRag.Measurement.Leaks;

/// <summary>How much a figure grows from one cycle to the next.</summary>
/// <param name="PerCycle">The slope by Theil and Sen: the median of the slopes between all pairs of points, which three points in ten may distort at most.</param>
/// <param name="Low">The lower end of its 95% interval.</param>
/// <param name="High">The upper end.</param>
public sealed record TheilSenSlope(double PerCycle, double Low, double High)
{
    private const int Resamples = 1000;
    private const int Seed = 20_260_101;
    private const double Tail = 0.025;

    /// <summary>Fits a line to equally spaced values. The interval comes from a bootstrap over the points, always with the same seed.</summary>
    /// <param name="values">At least three values.</param>
    public static TheilSenSlope Fit(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Count, 3);
        int[] all = [.. Enumerable.Range(0, values.Count)];
        double[] pairs = new double[values.Count * (values.Count - 1) / 2];
        double slope = Slope(values, all, pairs)!.Value;
        Random random = new(Seed);
        int[] points = new int[values.Count];
        List<double> resampled = new(Resamples);
        while (resampled.Count < Resamples)
        {
            for (int i = 0; i < points.Length; i++)
            {
                points[i] = random.Next(values.Count);
            }

            // A draw of one point alone has no slope.
            if (Slope(values, points, pairs) is double value)
            {
                resampled.Add(value);
            }
        }

        resampled.Sort();
        return new TheilSenSlope(slope, resampled[(int)(Resamples * Tail)], resampled[(int)(Resamples * (1 - Tail)) - 1]);
    }

    private static double? Slope(IReadOnlyList<double> values, int[] points, double[] pairs)
    {
        int count = 0;
        for (int i = 0; i < points.Length; i++)
        {
            for (int j = i + 1; j < points.Length; j++)
            {
                if (points[i] != points[j])
                {
                    pairs[count++] = (values[points[j]] - values[points[i]]) / (points[j] - points[i]);
                }
            }
        }

        if (count == 0)
        {
            return null;
        }

        Array.Sort(pairs, 0, count);
        return count % 2 == 1 ? pairs[count / 2] : (pairs[(count / 2) - 1] + pairs[count / 2]) / 2;
    }
}
