namespace LocalRag.Ingestion.Chunking;

/// <summary>A chunk before it has a vector.</summary>
internal sealed record DraftChunk(string Text, string Headings, SourceLocation Location, int TokenCount);
