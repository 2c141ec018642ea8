using Microsoft.Extensions.AI;

namespace LocalRag;

/// <summary>A piece of a document on its way into the index.</summary>
/// <param name="Text">The words of the document, as they stand there.</param>
/// <param name="Headings">The path of headings above it, joined by <c> &gt; </c>; empty where there is none.</param>
/// <param name="Location">Where it stands in the document.</param>
/// <param name="TokenCount">Its length in tokens of the embedding model.</param>
/// <param name="Embedding">Its vector, unit length, with the model's id; null where no embedding model was at hand.</param>
public sealed record DocumentChunk(
    string Text,
    string Headings,
    SourceLocation Location,
    int TokenCount,
    Embedding<float>? Embedding);
