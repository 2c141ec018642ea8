using System.Runtime.CompilerServices;

namespace LocalRag.Tests.Ingestion;

/// <summary>An index that keeps all in a dictionary and can be told to fail.</summary>
internal sealed class InMemoryDocumentIndex : IDocumentIndex
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (IndexedDocument Document, List<DocumentChunk> Chunks)> _documents = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Is called before a document is put in, and may throw.</summary>
    public Action<IndexedDocument>? OnReplace { get; set; }

    /// <summary>Is called with each chunk that is taken, and may throw.</summary>
    public Action<DocumentChunk>? OnChunk { get; set; }

    /// <summary>Whether chunks are kept; a test of memory counts them only.</summary>
    public bool KeepsChunks { get; set; } = true;

    public int Replacements { get; private set; }

    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_lock)
            {
                return [.. _documents.Keys];
            }
        }
    }

    public IndexedDocument this[string id] => _documents[id].Document;

    public IReadOnlyList<DocumentChunk> ChunksOf(string id) => _documents[id].Chunks;

    public ValueTask<long> GetVersionAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(_version);

    public Task<IndexSummary> GetSummaryAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new IndexSummary("memory", _version, _documents.Count, _documents.Values.Sum(entry => entry.Chunks.Count), 0, null, 0, 0));

    public Task<IndexedDocument?> FindAsync(string documentId, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Task.FromResult(_documents.TryGetValue(documentId, out var entry) ? entry.Document : null);
        }
    }

    public async IAsyncEnumerable<IndexedDocument> ListAsync(string idPrefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (string id in Ids.Where(id => id.StartsWith(idPrefix, StringComparison.Ordinal)))
        {
            await Task.Yield();
            yield return _documents[id].Document;
        }
    }

    public async Task ReplaceAsync(IndexedDocument document, IAsyncEnumerable<DocumentChunk> chunks, CancellationToken cancellationToken = default)
    {
        OnReplace?.Invoke(document);
        List<DocumentChunk> taken = [];
        await foreach (DocumentChunk chunk in chunks.WithCancellation(cancellationToken))
        {
            OnChunk?.Invoke(chunk);
            if (KeepsChunks)
            {
                taken.Add(chunk);
            }
        }

        lock (_lock)
        {
            _documents[document.Id] = (document with { Chunks = taken.Count }, taken);
            _version++;
            Replacements++;
        }
    }

    public Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Task.FromResult(_documents.Remove(documentId));
        }
    }

    public Task<IReadOnlyList<SearchHit>> SearchAsync(HybridQuery query, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
