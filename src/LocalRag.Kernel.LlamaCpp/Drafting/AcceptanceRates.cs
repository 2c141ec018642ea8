using System.Numerics;

namespace LocalRag.LlamaCpp.Drafting;

/// <summary>How often a draft's next token was right, by how long the match was that it came from. Learned from every token, also from those that were not drafted.</summary>
internal sealed class AcceptanceRates
{
    private const double Memory = 0.98;

    // Begins as pessimistic as prose is: matches of a few tokens are chance there.
    private const double InitialWeight = 4;
    private const double InitialRate = 0.5;

    private readonly (double Right, double All)[] _classes = new (double, double)[Class(NgramIndex.LongestMatch) + 1];

    public AcceptanceRates(AcceptanceRates? before = null)
    {
        for (int i = 0; i < _classes.Length; i++)
        {
            double rate = before is null ? InitialRate : before._classes[i].Right / before._classes[i].All;
            _classes[i] = (InitialWeight * rate, InitialWeight);
        }
    }

    /// <summary>Returns the share of tokens that will be right.</summary>
    public double Of(int match)
    {
        (double right, double all) = _classes[Class(match)];
        return right / all;
    }

    public void Add(int match, bool right)
    {
        ref (double Right, double All) entry = ref _classes[Class(match)];
        entry.Right = (entry.Right * Memory) + (right ? 1 : 0);
        entry.All = (entry.All * Memory) + 1;
    }

    private static int Class(int match) => match <= 4 ? match - NgramIndex.Order : BitOperations.Log2((uint)match);
}
