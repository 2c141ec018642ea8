namespace LocalRag.Ingestion;

/// <summary>How far an ingestion has come.</summary>
/// <param name="Found">How many files have been found.</param>
/// <param name="FoundAll">Whether the search for files has ended.</param>
/// <param name="Done">How many of them have been dealt with: ingested, unchanged, skipped or failed.</param>
/// <param name="Skipped">How many were skipped.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Chunks">How many chunks are in the index.</param>
/// <param name="Tokens">How many tokens these have.</param>
/// <param name="Bytes">How many bytes have been read.</param>
/// <param name="CurrentFile">The file that was last begun or ended; null before the first.</param>
public readonly record struct IngestionProgress(
    long Found,
    bool FoundAll,
    long Done,
    long Skipped,
    long Failed,
    long Chunks,
    long Tokens,
    long Bytes,
    string? CurrentFile);
