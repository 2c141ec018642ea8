using System.Globalization;

namespace LocalRag.Benchmarks.Engine;

/// <summary>The median of values, with the 95% interval that order statistics give without assuming a distribution.</summary>
internal readonly record struct MedianInterval(double Median, double Low, double High, int Count)
{
    public static MedianInterval Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int reach = (int)Math.Ceiling(0.98 * Math.Sqrt(sorted.Length));
        int middle = sorted.Length / 2;
        return new MedianInterval(
            (sorted[(sorted.Length - 1) / 2] + sorted[middle]) / 2, sorted[Math.Max(0, middle - reach)], sorted[Math.Min(sorted.Length - 1, middle + reach)], sorted.Length);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.000} (95% interval {Low:0.000} to {High:0.000}, n = {Count})");
}
