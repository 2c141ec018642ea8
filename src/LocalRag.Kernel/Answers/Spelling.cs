namespace LocalRag.Answers;

/// <summary>Compares words that may be misspelt.</summary>
internal static class Spelling
{
    // Below this length one letter makes another word; from the second on two slips are one word still.
    private const int ShortestVariant = 5;
    private const int ShortestWithTwoSlips = 8;

    private const int LongestWord = 64;

    /// <summary>Returns whether two words differ by a slip: a letter more, less, other, or swapped with its neighbour. Numbers have no variants.</summary>
    public static bool IsVariant(string first, string second)
    {
        int slips = Math.Min(first.Length, second.Length) switch
        {
            < ShortestVariant or > LongestWord => 0,
            < ShortestWithTwoSlips => 1,
            _ => 2,
        };
        return slips > 0 && Math.Abs(first.Length - second.Length) <= slips && !first.Any(char.IsAsciiDigit) && Distance(first, second) <= slips;
    }

    private static int Distance(string first, string second)
    {
        int[] beforeLast = new int[second.Length + 1];
        int[] last = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int[] row = new int[second.Length + 1];
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last) = (last, row);
        }

        return last[^1];
    }
}
