namespace LocalRag.Tests.Measurement.Stress;

/// <summary>An index that can be told to forget, to keep and to complain.</summary>
internal sealed class FaultyIndex(IDocumentIndex inner) : IDocumentIndex
{
    /// <summary>Whether a removal is confirmed and not made.</summary>
    public bool KeepsWhatIsRemoved { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether the documents in a search are those of the first search with any.</summary>
    public bool RepeatsTheFirstSearch { get; init; }

    private IReadOnlyList<SearchHit>? _first;

    public ValueTask<long> GetVersionAsync(CancellationToken cancellationToken = default) => inner.GetVersionAsync(cancellationToken);

    public Task<IndexSummary> GetSummaryAsync(CancellationToken cancellationToken = default) => inner.GetSummaryAsync(cancellationToken);

    public Task<IndexedDocument?> FindAsync(string documentId, CancellationToken cancellationToken = default) => inner.FindAsync(documentId, cancellationToken);

    public IAsyncEnumerable<IndexedDocument> ListAsync(string idPrefix = "", CancellationToken cancellationToken = default) => inner.ListAsync(idPrefix, cancellationToken);

    public Task ReplaceAsync(IndexedDocument document, IAsyncEnumerable<DocumentChunk> chunks, CancellationToken cancellationToken = default) =>
        inner.ReplaceAsync(document, chunks, cancellationToken);

    public Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken = default) =>
        KeepsWhatIsRemoved ? Task.FromResult(true) : inner.RemoveAsync(documentId, cancellationToken);

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(HybridQuery query, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<SearchHit> hits = await inner.SearchAsync(query, cancellationToken);
        if (RepeatsTheFirstSearch && hits.Count > 0)
        {
            Interlocked.CompareExchange(ref _first, hits, null);
        }

        return _first ?? hits;
    }

    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) => [.. await inner.CheckAsync(cancellationToken), .. Problems];

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
