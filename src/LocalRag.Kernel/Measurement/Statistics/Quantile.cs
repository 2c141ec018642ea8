namespace LocalRag.Measurement.Statistics;

/// <summary>Quantiles of measurements, interpolated between neighbours.</summary>
internal static class Quantile
{
    /// <summary>Returns a quantile; NaN of nothing.</summary>
    /// <param name="sorted">The values in ascending order.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 >= sorted.Length ? sorted[^1] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Of(sorted, 0.5);
    }
}
