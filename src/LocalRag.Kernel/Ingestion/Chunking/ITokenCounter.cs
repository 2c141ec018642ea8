namespace LocalRag.Ingestion.Chunking;

/// <summary>Says how long a text is for the embedding model.</summary>
internal interface ITokenCounter
{
    /// <summary>Gets what identifies the counting: it is part of what decides how a document is cut.</summary>
    string Name { get; }

    int Count(ReadOnlySpan<char> text);
}
