using LocalRag.Sqlite.Maintenance;

namespace LocalRag.Cli.Output;

/// <summary>What <c>db stats --json</c> writes.</summary>
internal sealed record DatabaseStatisticsResult(
    string File,
    string SqliteVersion,
    int SchemaVersion,
    long FileBytes,
    long LogBytes,
    long FreeBytes,
    int CacheKib,
    long MmapBytes,
    string Synchronous,
    long Documents,
    long Chunks,
    long Embeddings,
    string Codes,
    long? BitCodesTrainedOn,
    double? BitCodesDone,
    string? UpkeepProblem)
{
    public static DatabaseStatisticsResult From(SqliteStatistics statistics) => new(
        statistics.Path,
        statistics.SqliteVersion,
        statistics.SchemaVersion,
        statistics.FileBytes,
        statistics.LogBytes,
        statistics.FreeBytes,
        statistics.CacheKiB,
        statistics.MmapBytes,
        statistics.Synchronous.ToString().ToLowerInvariant(),
        statistics.Documents,
        statistics.Chunks,
        statistics.Embeddings,
        statistics.Codes,
        statistics.BitCodesTrainedOn,
        statistics.BitCodesDone,
        statistics.UpkeepProblem);
}
