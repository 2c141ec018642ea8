namespace LocalRag.Measurement.Statistics;

/// <summary>The 97.5th percentile of Student's distribution.</summary>
internal static class Student
{
    public const double NormalQuantile975 = 1.959963984540054;

    // The expansion below is too rough for these.
    private static readonly double[] s_few = [12.7062, 4.3027, 3.1824, 2.7764];

    public static double Quantile975(int degreesOfFreedom)
    {
        if (degreesOfFreedom <= s_few.Length)
        {
            return s_few[degreesOfFreedom - 1];
        }

        // Cornish and Fisher's expansion around the normal quantile.
        double z = NormalQuantile975;
        double n = degreesOfFreedom;
        return z
            + ((Math.Pow(z, 3) + z) / (4 * n))
            + (((5 * Math.Pow(z, 5)) + (16 * Math.Pow(z, 3)) + (3 * z)) / (96 * n * n))
            + (((3 * Math.Pow(z, 7)) + (19 * Math.Pow(z, 5)) + (17 * Math.Pow(z, 3)) - (15 * z)) / (384 * n * n * n));
    }
}
