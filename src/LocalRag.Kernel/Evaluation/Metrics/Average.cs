namespace LocalRag.Evaluation;

/// <summary>A mean with its 95% interval, by resampling.</summary>
/// <param name="Value">The mean; 0 of nothing.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Count">How many values it is the mean of.</param>
public readonly record struct Average(double Value, double Low, double High, int Count)
{
    private const int Resamples = 1000;

    /// <summary>Computes the mean of the values; the same values always give the same interval.</summary>
    public static Average Of(IEnumerable<double> values)
    {
        double[] sample = [.. values];
        if (sample.Length == 0)
        {
            return default;
        }

        // The seed is fixed so that a report can be repeated to the digit.
        Random random = new(20);
        double[] means = new double[Resamples];
        for (int resample = 0; resample < Resamples; resample++)
        {
            double sum = 0;
            for (int index = 0; index < sample.Length; index++)
            {
                sum += sample[random.Next(sample.Length)];
            }

            means[resample] = sum / sample.Length;
        }

        Array.Sort(means);
        return new Average(sample.Average(), means[(int)(Resamples * 0.025)], means[(int)(Resamples * 0.975) - 1], sample.Length);
    }
}
