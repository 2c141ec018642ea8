namespace LocalRag.Testing;

/// <summary>An index that finds what a test says.</summary>
internal sealed class TestDocumentIndex : IDocumentIndex
{
    public IReadOnlyList<SearchHit> Hits { get; set; } = [];

    public long Documents { get; set; } = 1;

    public long Version { get; set; } = 7;

    public List<HybridQuery> Queries { get; } = [];

    public Func<HybridQuery, CancellationToken, Task<IReadOnlyList<SearchHit>>>? OnSearch { get; set; }

    public ValueTask<long> GetVersionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Version);

    public Task<IndexSummary> GetSummaryAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new IndexSummary("test", Version, Documents, Hits.Count, Hits.Count, "test-embeddings", 2, 0));

    public Task<IndexedDocument?> FindAsync(string documentId, CancellationToken cancellationToken = default) => Task.FromResult<IndexedDocument?>(null);

    public IAsyncEnumerable<IndexedDocument> ListAsync(string idPrefix = "", CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<IndexedDocument>();

    public Task ReplaceAsync(IndexedDocument document, IAsyncEnumerable<DocumentChunk> chunks, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<SearchHit>> SearchAsync(HybridQuery query, CancellationToken cancellationToken = default)
    {
        Queries.Add(query);
        return OnSearch is not null ? OnSearch(query, cancellationToken) : Task.FromResult<IReadOnlyList<SearchHit>>([.. Hits.Take(query.Limit)]);
    }

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<string>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
