namespace LocalRag;

/// <summary>How a cache is at one moment.</summary>
/// <param name="Entries">How many values it holds.</param>
/// <param name="Capacity">How many it holds at most.</param>
/// <param name="Bytes">Their size in memory.</param>
/// <param name="Hits">How often it had what was asked for.</param>
/// <param name="Misses">How often it had not.</param>
public sealed record CacheLevelStatistics(int Entries, int Capacity, long Bytes, long Hits, long Misses)
{
    /// <summary>Gets what else there is to know, as a sentence; null for nothing.</summary>
    public string? Note { get; init; }
}
