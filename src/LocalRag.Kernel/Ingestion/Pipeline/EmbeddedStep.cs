namespace LocalRag.Ingestion.Pipeline;

/// <summary>A chunk that is ready to be stored, or the end of its document.</summary>
/// <param name="Document">The document.</param>
/// <param name="Chunk">The chunk; null at the end of the document.</param>
internal readonly record struct EmbeddedStep(PreparedDocument Document, DocumentChunk? Chunk);
