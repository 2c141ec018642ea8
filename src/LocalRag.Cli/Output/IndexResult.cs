namespace LocalRag.Cli.Output;

/// <summary>The index, as <c>--json</c> writes it.</summary>
internal sealed record IndexResult(
    string Location, long Version, long Documents, long Chunks, long Embeddings, string? EmbeddingModel, int Dimensions, long Bytes);
