namespace LocalRag.Testing;

/// <summary>An index that finds what a test says, and takes no documents. It may be called from any thread.</summary>
public sealed class TestDocumentIndex : IDocumentIndex
{
    private readonly Lock _lock = new();
    private readonly List<HybridQuery> _queries = [];

    /// <summary>Gets or sets what every search finds.</summary>
    public IReadOnlyList<SearchHit> Hits { get; set; } = [];

    /// <summary>Gets or sets how many documents it says it has.</summary>
    public long Documents { get; set; } = 1;

    /// <summary>Gets or sets its number of commits.</summary>
    public long Version { get; set; } = 7;

    /// <summary>Gets the searches so far.</summary>
    public IReadOnlyList<HybridQuery> Queries
    {
        get
        {
            lock (_lock)
            {
                return [.. _queries];
            }
        }
    }

    /// <summary>Gets or sets what answers a search in place of <see cref="Hits"/>.</summary>
    public Func<HybridQuery, CancellationToken, Task<IReadOnlyList<SearchHit>>>? OnSearch { get; set; }

    /// <inheritdoc/>
    public ValueTask<long> GetVersionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Version);

    /// <inheritdoc/>
    public Task<IndexSummary> GetSummaryAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new IndexSummary("test", Version, Documents, Hits.Count, Hits.Count, "test-embeddings", 2, 0));

    /// <inheritdoc/>
    public Task<IndexedDocument?> FindAsync(string documentId, CancellationToken cancellationToken = default) => Task.FromResult<IndexedDocument?>(null);

    /// <inheritdoc/>
    public IAsyncEnumerable<IndexedDocument> ListAsync(string idPrefix = "", CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<IndexedDocument>();

    /// <inheritdoc/>
    public Task ReplaceAsync(IndexedDocument document, IAsyncEnumerable<DocumentChunk> chunks, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The test index takes no documents: set what it finds.");

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The test index has no documents to take out.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<SearchHit>> SearchAsync(HybridQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            _queries.Add(query);
        }

        return OnSearch is not null ? OnSearch(query, cancellationToken) : Task.FromResult<IReadOnlyList<SearchHit>>([.. Hits.Take(query.Limit)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
