namespace LocalRag.Measurement.Statistics;

/// <summary>Wilcoxon's signed-rank test, exact also with ties: how likely chance alone makes paired differences lean as far to one side.</summary>
/// <remarks>
/// The order of the variants is drawn anew for each pair, so without a real difference the sign of each is a fair coin. Nothing is assumed about the
/// shape of the noise, and a disturbed pair counts by its rank, not by its size.
/// </remarks>
internal static class SignedRanks
{
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

        int[] doubledRanks = DoubledRanks(ordered);
        int total = doubledRanks.Sum();
        int positive = ordered.Zip(doubledRanks).Where(pair => pair.First > 0).Sum(pair => pair.Second);
        int smaller = Math.Min(positive, total - positive);
        return Math.Min(1, 2 * (ordered.Length <= MostExact ? Exact(doubledRanks, total, smaller) : Approximate(doubledRanks, total, smaller)));
    }

    // Twice the rank, so that the mean rank of ties is a whole number.
    private static int[] DoubledRanks(double[] ordered)
    {
        int[] ranks = new int[ordered.Length];
        for (int start = 0; start < ordered.Length;)
        {
            int end = start + 1;
            while (end < ordered.Length && Math.Abs(ordered[end]) == Math.Abs(ordered[start]))
            {
                end++;
            }

            // Ranks count from 1: those of start to end - 1 are start + 1 to end, and the doubled mean is their sum.
            Array.Fill(ranks, start + 1 + end, start, end - start);
            start = end;
        }

        return ranks;
    }

    /// <summary>Returns the share of all sign patterns whose sum is at most the one seen.</summary>
    private static double Exact(int[] doubledRanks, int total, int most)
    {
        double[] probability = new double[total + 1];
        probability[0] = 1;
        int reach = 0;
        foreach (int rank in doubledRanks)
        {
            reach += rank;
            for (int sum = reach; sum >= 0; sum--)
            {
                probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
            }
        }

        return probability.Take(most + 1).Sum();
    }

    private static double Approximate(int[] doubledRanks, int total, int most)
    {
        double variance = doubledRanks.Sum(rank => (double)rank * rank) / 4;
        return Normal.Below((most + 1 - (total / 2.0)) / Math.Sqrt(variance));
    }
}
