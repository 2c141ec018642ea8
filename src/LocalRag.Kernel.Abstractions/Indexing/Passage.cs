namespace LocalRag;

/// <summary>A chunk as it stands in the index, with what a citation needs.</summary>
/// <param name="ChunkId">Its number in the index; a document that is ingested again gets new ones.</param>
/// <param name="DocumentId">The identity of its document.</param>
/// <param name="Title">The title of its document.</param>
/// <param name="Ordinal">Its place among the document's chunks, from 0.</param>
/// <param name="Text">The words of the document.</param>
/// <param name="Headings">The path of headings above it, joined by <c> &gt; </c>.</param>
/// <param name="Location">Where it stands in the document.</param>
/// <param name="TokenCount">Its length in tokens of the embedding model.</param>
public sealed record Passage(
    long ChunkId,
    string DocumentId,
    string Title,
    int Ordinal,
    string Text,
    string Headings,
    SourceLocation Location,
    int TokenCount);
