namespace LocalRag.Sqlite.Maintenance;

/// <summary>How the index file and its connections are, at one moment.</summary>
/// <param name="Path">The file.</param>
/// <param name="SqliteVersion">The library.</param>
/// <param name="SchemaVersion">The version of the tables.</param>
/// <param name="FileBytes">The size of the file.</param>
/// <param name="LogBytes">The size of the write-ahead log beside it.</param>
/// <param name="FreeBytes">What the file holds of pages that are free.</param>
/// <param name="CacheKiB">The page cache of one connection.</param>
/// <param name="MmapBytes">How much of the file is read through a memory map.</param>
/// <param name="Synchronous">When a commit waits for the disk.</param>
/// <param name="Documents">How many documents there are.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Embeddings">How many chunks have a vector.</param>
/// <param name="Codes">What a search compares: <c>bits</c> or <c>bytes</c> per dimension, or <c>none</c> where there is no vector.</param>
/// <param name="CodesBytes">The memory that the codes take in this process, as far as searches have loaded them.</param>
/// <param name="BitCodesTrainedOn">How many vectors the index held when the mean of the codes of one bit was taken; null where there are none.</param>
/// <param name="BitCodesDone">The share of the vectors, from 0 to 1, that have their newest code of one bit; null where there are none.</param>
/// <param name="UpkeepProblem">Why the upkeep in the background last failed; null where it did not.</param>
public sealed record SqliteStatistics(
    string Path,
    string SqliteVersion,
    int SchemaVersion,
    long FileBytes,
    long LogBytes,
    long FreeBytes,
    int CacheKiB,
    long MmapBytes,
    SqliteSynchronous Synchronous,
    long Documents,
    long Chunks,
    long Embeddings,
    string Codes,
    long CodesBytes,
    long? BitCodesTrainedOn,
    double? BitCodesDone,
    string? UpkeepProblem);
