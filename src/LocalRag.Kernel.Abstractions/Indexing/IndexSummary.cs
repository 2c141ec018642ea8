namespace LocalRag;

/// <summary>What an index holds, at one moment.</summary>
/// <param name="Location">Where it is kept: a file's path or a server's name.</param>
/// <param name="Version">The number of commits so far.</param>
/// <param name="Documents">How many documents.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Embeddings">How many chunks have a vector.</param>
/// <param name="EmbeddingModel">The model that made the vectors; null while there is none.</param>
/// <param name="Dimensions">The length of a vector; 0 while there is none.</param>
/// <param name="Bytes">The size in bytes where it is kept.</param>
public sealed record IndexSummary(
    string Location,
    long Version,
    long Documents,
    long Chunks,
    long Embeddings,
    string? EmbeddingModel,
    int Dimensions,
    long Bytes);
