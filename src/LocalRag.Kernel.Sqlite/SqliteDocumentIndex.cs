using System.Runtime.CompilerServices;
using LocalRag.Sqlite.Documents;
using LocalRag.Sqlite.Search;
using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;
using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite;

/// <summary>The index in one SQLite file: documents and chunks, their words in FTS5, their vectors scanned in memory.</summary>
internal sealed class SqliteDocumentIndex : IDocumentIndex
{
    private const int PageSize = 256;

    private readonly IOptionsMonitor<SqliteOptions> _options;
    private readonly IndexFile _file;
    private readonly VectorCodes _codes = new();
    private readonly TermFrequencies _frequencies = new();
    private readonly IDisposable[] _memory;
    private long _lastStaged;

    /// <param name="options">The settings; which file it is, and how many readers, is decided now, everything else whenever it is needed.</param>
    /// <param name="host">Says where relative paths begin.</param>
    /// <param name="memory">The host's ledger; null where there is none.</param>
    public SqliteDocumentIndex(IOptionsMonitor<SqliteOptions> options, IOptions<LocalRagOptions> host, IMemoryArbiter? memory = null)
    {
        _options = options;
        _file = new IndexFile(
            Path.GetFullPath(Path.Combine(host.Value.DataDirectory, options.CurrentValue.Path)), () => _options.CurrentValue);
        _memory = memory is null ? [] : [memory.Register(new PageMemory(_file)), memory.Register(new CodesMemory(_codes))];
    }

    /// <summary>Gets the file, for checks that go beneath the contract.</summary>
    internal IndexFile File => _file;

    /// <summary>Gets the codes in memory.</summary>
    internal VectorCodes Codes => _codes;

    /// <inheritdoc/>
    public async ValueTask<long> GetVersionAsync(CancellationToken cancellationToken = default) =>
        await _file.ReadAsync(static connection => IndexState.Read(connection).Version, cancellationToken);

    /// <inheritdoc/>
    public Task<IndexSummary> GetSummaryAsync(CancellationToken cancellationToken = default) =>
        _file.ReadAsync(DocumentReader.Summarize, cancellationToken);

    /// <inheritdoc/>
    public Task<IndexedDocument?> FindAsync(string documentId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documentId);
        return _file.ReadAsync(connection => DocumentReader.Find(connection, documentId), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>Read in pages, so that a slow caller holds no transaction: what changes meanwhile may be seen or not.</remarks>
    public async IAsyncEnumerable<IndexedDocument> ListAsync(
        string idPrefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(idPrefix);
        string? after = null;
        IReadOnlyList<IndexedDocument> page;
        do
        {
            string? last = after;
            page = await _file.ReadAsync(connection => DocumentReader.Page(connection, idPrefix, last, PageSize), cancellationToken);
            foreach (IndexedDocument document in page)
            {
                after = document.Id;
                yield return document;
            }
        }
        while (page.Count == PageSize);
    }

    /// <inheritdoc/>
    public async Task ReplaceAsync(
        IndexedDocument document, IAsyncEnumerable<DocumentChunk> chunks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(chunks);
        var vectors = new ChunkVectors(document.Id);
        var batch = new List<PreparedChunk>();
        long? staged = null;
        int stagedCount = 0;
        try
        {
            await foreach (DocumentChunk chunk in chunks.WithCancellation(cancellationToken))
            {
                if (batch.Count == ChunkStaging.BatchSize)
                {
                    long number = staged ??= Interlocked.Increment(ref _lastStaged);
                    int first = stagedCount;
                    await _file.WriteAsync(connection => Stage(connection, document.Id, number, first, batch, vectors), cancellationToken);
                    stagedCount += batch.Count;
                    batch.Clear();
                }

                PreparedChunk prepared = PreparedChunk.From(chunk);
                vectors.Add(prepared);
                batch.Add(prepared);
            }

            await IndexTelemetry.MeasureCommitAsync(() => _file.ChangeAsync(
                connection => new DocumentWriter(connection, cancellationToken).Replace(document, staged, stagedCount, batch, vectors),
                cancellationToken));
        }
        finally
        {
            if (staged is { } number)
            {
                await DiscardAsync(number);
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string documentId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documentId);
        return _file.ChangeAsync(connection => new DocumentWriter(connection, cancellationToken).Remove(documentId), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SearchHit>> SearchAsync(HybridQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.Text);
        ArgumentNullException.ThrowIfNull(query.IdPrefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        if (query.DenseWeight is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.DenseWeight, "The dense weight must be from 0 to 1.");
        }

        return IndexTelemetry.MeasureSearchAsync(() => _file.ReadAsync(
            connection => new HybridSearch(connection, _codes, _frequencies, query, _options.CurrentValue, cancellationToken).Run(),
            cancellationToken));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken = default) =>
        _file.WriteAsync(connection => IndexCheck.Run(connection, _options.CurrentValue, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (IDisposable registration in _memory)
        {
            registration.Dispose();
        }

        return _file.DisposeAsync();
    }

    private static bool Stage(
        IndexConnection connection, string documentId, long number, int firstOrdinal, IReadOnlyList<PreparedChunk> batch, ChunkVectors vectors)
    {
        // Decided again when the document is complete; here so that no long document is embedded in vain.
        vectors.RequireComparable(connection, documentId);
        ChunkStaging.CreateTable(connection);
        ChunkStaging.Add(connection, number, firstOrdinal, batch);
        return true;
    }

    private async Task DiscardAsync(long staged)
    {
        try
        {
            await _file.WriteAsync(
                connection =>
                {
                    ChunkStaging.Discard(connection, staged);
                    return true;
                },
                CancellationToken.None);
        }
        catch (Exception exception) when (exception is LocalRagException or ObjectDisposedException)
        {
            // What is left lies in a temporary file that goes with the process, and the caller should learn of the first error.
        }
    }
}
