namespace LocalRag.Ingestion.Reading;

/// <summary>Turns a format into blocks of text, a piece at a time.</summary>
/// <remarks>A reader holds no document: one instance reads any number at the same time.</remarks>
internal interface IDocumentReader
{
    /// <summary>Reads a document from its start to its end, in reading order.</summary>
    /// <exception cref="DocumentUnreadableException">It is not what its name says, damaged, locked, or beyond the limits.</exception>
    IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, CancellationToken cancellationToken);
}
