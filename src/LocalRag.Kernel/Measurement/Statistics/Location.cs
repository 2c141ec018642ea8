namespace LocalRag.Measurement.Statistics;

/// <summary>The typical value of a sample: the mean of its middle, so that a disturbed measurement does not decide.</summary>
internal static class Location
{
    /// <summary>The share of the values that is left out on either side.</summary>
    private const double Trim = 0.2;

    /// <summary>Returns the mean of the middle three fifths. The values are sorted in place.</summary>
    public static double TrimmedMean(Span<double> values)
    {
        values.Sort();
        int cut = (int)(values.Length * Trim);
        return Mean(values[cut..(values.Length - cut)]);
    }

    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return values.IsEmpty ? double.NaN : sum / values.Length;
    }
}
