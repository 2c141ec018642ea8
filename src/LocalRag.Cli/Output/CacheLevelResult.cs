namespace LocalRag.Cli.Output;

/// <summary>A cache in memory.</summary>
internal sealed record CacheLevelResult(string Level, int Entries, int Capacity, long Bytes, long Hits, long Misses, string? Note)
{
    public static CacheLevelResult From(ICacheLevel level)
    {
        CacheLevelStatistics statistics = level.GetStatistics();
        return new CacheLevelResult(level.Name, statistics.Entries, statistics.Capacity, statistics.Bytes, statistics.Hits, statistics.Misses, statistics.Note);
    }
}
