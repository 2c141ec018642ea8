namespace LocalRag;

/// <summary>Keeps documents cut into chunks, and finds the chunks that match a question by their words and by their meaning.</summary>
/// <remarks>
/// Every member may be called from any thread at the same time. A store other than the default (a server, any vector database)
/// is another implementation of this type.
/// </remarks>
public interface IDocumentIndex : IAsyncDisposable
{
    /// <summary>Returns the number of commits so far; it grows with every change that a search can see, by this process or another.</summary>
    ValueTask<long> GetVersionAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns what the index holds.</summary>
    Task<IndexSummary> GetSummaryAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns the document with this identity, or null.</summary>
    Task<IndexedDocument?> FindAsync(string documentId, CancellationToken cancellationToken = default);

    /// <summary>Lists the documents whose identity begins with <paramref name="idPrefix"/>, ordered by identity.</summary>
    IAsyncEnumerable<IndexedDocument> ListAsync(string idPrefix = "", CancellationToken cancellationToken = default);

    /// <summary>Puts a document in, in place of the one with the same identity: searches see the old one, then the new one, never a part.</summary>
    /// <remarks>The chunks are taken as they come, and not held in memory together. If their source throws, nothing has changed.</remarks>
    /// <exception cref="LocalRagException">The vectors are of another model or length than those in the index, or the store failed.</exception>
    Task ReplaceAsync(IndexedDocument document, IAsyncEnumerable<DocumentChunk> chunks, CancellationToken cancellationToken = default);

    /// <summary>Takes a document out.</summary>
    /// <returns>False where there was none with this identity.</returns>
    Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken = default);

    /// <summary>Returns the best chunks for a query, best first.</summary>
    /// <exception cref="LocalRagException">The query's vector is of another model or length than those in the index.</exception>
    Task<IReadOnlyList<SearchHit>> SearchAsync(HybridQuery query, CancellationToken cancellationToken = default);

    /// <summary>Checks the store from end to end and returns each problem as a sentence; none means sound.</summary>
    Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default);
}
