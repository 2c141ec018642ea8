namespace LocalRag.Ingestion;

/// <summary>Something to know about one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">What happened, as a sentence.</param>
/// <param name="NextStep">What can be done about it; null where nothing can or need be.</param>
public sealed record IngestionNote(string Path, string Reason, string? NextStep = null);
