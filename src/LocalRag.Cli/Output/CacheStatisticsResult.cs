using LocalRag.Sqlite.Embeddings;

namespace LocalRag.Cli.Output;

/// <summary>What <c>cache stats --json</c> writes.</summary>
internal sealed record CacheStatisticsResult(bool PluginActive, string File, long Vectors, long FileBytes, long LimitBytes, IReadOnlyList<string> SetAside)
{
    public static CacheStatisticsResult From(EmbeddingStoreStatistics statistics, bool pluginActive) => new(
        pluginActive, statistics.Path, statistics.Vectors, statistics.FileBytes, statistics.LimitBytes, statistics.SetAside);
}
