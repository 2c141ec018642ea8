namespace LocalRag.Measurement.Statistics;

/// <summary>95% intervals by resampling. The same values and seed always give the same interval.</summary>
internal static class Bootstrap
{
    public const int Resamples = 2000;

    /// <summary>A statistic of a sample, which it may reorder.</summary>
    public delegate double Statistic(Span<double> values);

    /// <summary>Returns the statistic with its interval.</summary>
    /// <remarks>
    /// Resampling a small sample gives intervals that are too narrow, because it takes the sample's own spread for the population's: the quantiles
    /// are spread as Student's distribution is against the normal one.
    /// </remarks>
    public static Interval Of(ReadOnlySpan<double> sample, Statistic statistic, int seed)
    {
        double[] values = sample.ToArray();
        double estimate = statistic(values);
        if (values.Length < 2)
        {
            return new Interval(estimate, estimate, estimate);
        }

        Random random = new(seed);
        double[] drawn = new double[values.Length];
        double[] estimates = new double[Resamples];
        for (int resample = 0; resample < Resamples; resample++)
        {
            for (int index = 0; index < drawn.Length; index++)
            {
                drawn[index] = values[random.Next(values.Length)];
            }

            estimates[resample] = statistic(drawn);
        }

        Array.Sort(estimates);
        double widening = Student.Quantile975(values.Length - 1) / Student.NormalQuantile975 * Math.Sqrt(values.Length / (values.Length - 1.0));
        return new Interval(
            estimate,
            estimate + (widening * (Quantile.Of(estimates, 0.025) - estimate)),
            estimate + (widening * (Quantile.Of(estimates, 0.975) - estimate)));
    }
}
