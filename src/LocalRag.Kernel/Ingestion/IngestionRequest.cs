namespace LocalRag.Ingestion;

/// <summary>What is to be ingested.</summary>
/// <param name="Paths">Folders, files, and patterns with <c>*</c> and <c>**</c>.</param>
/// <param name="Prune">Whether documents under these paths whose files are gone are removed from the index.</param>
/// <param name="Force">Whether files that have not changed are ingested again.</param>
public sealed record IngestionRequest(IReadOnlyList<string> Paths, bool Prune = false, bool Force = false);
