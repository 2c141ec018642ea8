using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Evaluation;

/// <summary>A mean with its 95% interval, by resampling.</summary>
/// <param name="Value">The mean; 0 of nothing.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Count">How many values it is the mean of.</param>
public readonly record struct Average(double Value, double Low, double High, int Count)
{
    // Fixed, so that a report can be repeated to the digit.
    private const int Seed = 20;

    /// <summary>Computes the mean of the values; the same values always give the same interval.</summary>
    public static Average Of(IEnumerable<double> values)
    {
        double[] sample = [.. values];
        if (sample.Length == 0)
        {
            return default;
        }

        Interval interval = Bootstrap.Of(sample, static drawn => Location.Mean(drawn), Seed);
        return new Average(interval.Value, interval.Low, interval.High, sample.Length);
    }
}
