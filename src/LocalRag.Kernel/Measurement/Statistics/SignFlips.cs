namespace LocalRag.Measurement.Statistics;

/// <summary>An exact permutation test of paired differences: how likely chance alone makes them lean as far to one side.</summary>
/// <remarks>
/// The order of the variants is drawn anew for each pair, so without a real difference the sign of each is a fair coin. Nothing is assumed about the
/// shape of the noise. A difference counts by its size, but none counts more than the middle one: on a machine that others use too, two disturbed pairs of
/// twenty would hide by their size, or by their rank, what all others show.
/// </remarks>
internal static class SignFlips
{
    /// <summary>What the middle difference and all that are larger count; smaller ones count their share of it.</summary>
    private const int FullWeight = 100;

    /// <summary>Above this many differences the normal distribution is as good, and the exact count takes too long.</summary>
    private const int MostExact = 150;

    /// <summary>Returns the two-sided chance, 1 where nothing differs.</summary>
    public static double Chance(IReadOnlyList<double> differences)
    {
        double[] ordered = [.. differences.Where(difference => difference != 0).OrderBy(Math.Abs)];
        if (ordered.Length == 0)
        {
            return 1;
        }

        int[] weights = Weights(ordered);
        int total = weights.Sum();
        int positive = ordered.Zip(weights).Where(pair => pair.First > 0).Sum(pair => pair.Second);
        int smaller = Math.Min(positive, total - positive);
        return Math.Min(1, 2 * (ordered.Length <= MostExact ? Exact(weights, total, smaller) : Approximate(weights, total, smaller)));
    }

    private static int[] Weights(double[] ordered)
    {
        double middle = Math.Abs(ordered[(ordered.Length - 1) / 2]);
        return [.. ordered.Select(difference => (int)Math.Ceiling(FullWeight * Math.Min(1, Math.Abs(difference) / middle)))];
    }

    /// <summary>Returns the share of all sign patterns whose sum is at most the one seen.</summary>
    private static double Exact(int[] weights, int total, int most)
    {
        double[] probability = new double[total + 1];
        probability[0] = 1;
        int reach = 0;
        foreach (int weight in weights)
        {
            reach += weight;
            for (int sum = reach; sum >= 0; sum--)
            {
                probability[sum] = (probability[sum] + (sum >= weight ? probability[sum - weight] : 0)) / 2;
            }
        }

        return probability.Take(most + 1).Sum();
    }

    private static double Approximate(int[] weights, int total, int most)
    {
        double variance = weights.Sum(weight => (double)weight * weight) / 4;
        return Normal.Below((most + 1 - (total / 2.0)) / Math.Sqrt(variance));
    }
}
