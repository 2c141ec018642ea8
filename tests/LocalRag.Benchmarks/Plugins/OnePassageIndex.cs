namespace LocalRag.Benchmarks.Plugins;

/// <summary>An index in which every search finds the same passage.</summary>
internal sealed class OnePassageIndex : IDocumentIndex
{
    /// <summary>A question that the passage answers.</summary>
    public const string Question = "What limits decode?";

    private static readonly SearchHit s_hit = new(
        new Passage(1, "/speed.md", "Speed", 0, "Prefill is limited by arithmetic. Decode is limited by memory bandwidth.", string.Empty, new SourceLocation(1, 1), 12),
        1, 0.9f, 1);

    public ValueTask<long> GetVersionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(1L);

    public Task<IndexSummary> GetSummaryAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new IndexSummary("memory", 1, 1, 1, 1, "self-test", 4, 0));

    public Task<IndexedDocument?> FindAsync(string documentId, CancellationToken cancellationToken = default) => Task.FromResult<IndexedDocument?>(null);

    public IAsyncEnumerable<IndexedDocument> ListAsync(string idPrefix = "", CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<IndexedDocument>();

    public Task ReplaceAsync(IndexedDocument document, IAsyncEnumerable<DocumentChunk> chunks, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<SearchHit>> SearchAsync(HybridQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<SearchHit>>([s_hit]);

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<string>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
