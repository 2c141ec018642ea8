namespace LocalRag.Measurement.Statistics;

/// <summary>The normal distribution.</summary>
internal static class Normal
{
    /// <summary>Returns the probability of a value below; the absolute error is under 1e-7, the relative one grows in the far tail.</summary>
    public static double Below(double z)
    {
        // Zelen and Severo's approximation (Abramowitz and Stegun 26.2.17).
        double t = 1 / (1 + (0.2316419 * Math.Abs(z)));
        double tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return z < 0 ? tail : 1 - tail;
    }
}
