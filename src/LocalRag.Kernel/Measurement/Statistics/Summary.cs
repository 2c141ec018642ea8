namespace LocalRag.Measurement.Statistics;

internal static class Summary
{
    /// <summary>Sums measurements up; missing ones (NaN) are left out.</summary>
    public static FigureSummary Of(IReadOnlyList<double> samples, int seed)
    {
        double[] sorted = [.. samples.Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
        {
            return new FigureSummary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        Interval median = Bootstrap.Of(sorted, SortedMedian, seed);
        Interval mean = Bootstrap.Of(sorted, values => Location.Mean(values), seed);
        double lower = Quantile.Of(sorted, 0.25);
        double upper = Quantile.Of(sorted, 0.75);
        double reach = 3 * (upper - lower);

        // Few samples give wide intervals; what is never negative does not become so.
        double least = sorted[0] < 0 ? double.NegativeInfinity : 0;
        return new FigureSummary(
            sorted.Length,
            mean.Value,
            median.Value,
            Quantile.Of(sorted, 0.95),
            Quantile.Of(sorted, 0.99),
            sorted[0],
            sorted[^1],
            Math.Max(median.Low, least),
            median.High,
            Math.Max(mean.Low, least),
            mean.High,
            sorted.Count(value => value < lower - reach || value > upper + reach));
    }

    private static double SortedMedian(Span<double> values)
    {
        values.Sort();
        return Quantile.Of(values, 0.5);
    }
}
