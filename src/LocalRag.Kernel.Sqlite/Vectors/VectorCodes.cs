using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Keeps the codes of all vectors in memory, in step with the file: a search brings them up to the version that it reads,
/// whichever process made it. One byte per dimension, made from the vectors; in a large index one bit, which the index stores.
/// </summary>
/// <remarks>
/// 1. A snapshot is immutable; the latest is published by one write of a reference.
/// 2. Only who holds the lock makes a new one, from the latest one and from what its own read of the file sees.
/// 3. New rows go behind those that the latest snapshot shows, or into a new segment; removal copies the bits. So whoever still
///    reads an older snapshot sees it unchanged.
/// </remarks>
internal sealed class VectorCodes
{
    /// <summary>How many of the last commits the list of removals covers; whoever is further behind loads all again.</summary>
    public const int RemovalsKept = 10_000;

    private readonly Lock _updating = new();
    private volatile Published _latest = new(VectorSnapshot.Empty, 0);

    /// <summary>Gets the latest snapshot that a search has made.</summary>
    public VectorSnapshot Latest => _latest.Snapshot;

    /// <summary>Returns the codes at exactly the version that the connection's transaction sees, which may be started anew for that.</summary>
    /// <param name="connection">A reading connection.</param>
    /// <param name="state">What it sees.</param>
    /// <param name="compactFrom">From how many vectors on codes of one bit are used, once they are complete.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public VectorSnapshot At(IndexConnection connection, ref IndexState state, long compactFrom, CancellationToken cancellationToken)
    {
        Published latest = _latest;
        if (latest.Snapshot.Version == state.Version && latest.CompactFrom == compactFrom)
        {
            return latest.Snapshot;
        }

        lock (_updating)
        {
            latest = _latest;
            if (latest.Snapshot.Version > state.Version)
            {
                // Another search has seen a later commit; a new transaction sees that one at least.
                connection.Execute("ROLLBACK; BEGIN");
                state = IndexState.Read(connection);
            }

            if (latest.Snapshot.Version != state.Version || latest.CompactFrom != compactFrom)
            {
                latest = new Published(Advance(connection, latest.Snapshot, state, compactFrom, cancellationToken), compactFrom);
                _latest = latest;
            }

            return latest.Snapshot;
        }
    }

    /// <summary>Forgets the codes; the next search loads them again.</summary>
    public void Release() => _latest = new Published(VectorSnapshot.Empty, 0);

    private static VectorSnapshot Advance(
        IndexConnection connection, VectorSnapshot snapshot, IndexState state, long compactFrom, CancellationToken cancellationToken)
    {
        BitQuantizer? quantizer = state.Embeddings >= compactFrom ? QuantizerTable.Usable(connection, snapshot.Quantizer) : null;
        bool canFollow = snapshot.Dimensions == state.Dimensions
            && snapshot.Quantizer?.Id == quantizer?.Id
            && snapshot.Version >= 0
            && snapshot.Version < state.Version
            && state.Version - snapshot.Version <= RemovalsKept;
        long nextChunk = canFollow ? snapshot.NextChunk : 0;
        var builder = new VectorSnapshotBuilder(
            quantizer is null ? capacity => new Int8Segment(capacity, state.Dimensions) : capacity => new BitSegment(capacity, quantizer.BitBytes),
            canFollow ? snapshot.Segments : [],
            ExpectedRows(connection, nextChunk));
        if (canFollow)
        {
            Remove(connection, snapshot, builder);
        }

        using IndexStatement rows = quantizer is null
            ? connection.Prepare("SELECT chunk, vector FROM embeddings WHERE chunk >= ?1 ORDER BY chunk").Bind(1, nextChunk)
            : connection.Prepare("SELECT chunk, code FROM bit_codes WHERE quantizer = ?1 AND chunk >= ?2 ORDER BY chunk")
                .Bind(1, quantizer.Id).Bind(2, nextChunk);
        Append(connection, rows, quantizer?.CodeBytes ?? state.Dimensions * sizeof(float), builder, cancellationToken);
        return new VectorSnapshot(state.Version, state.Dimensions, quantizer, state.NextChunk, builder.Build());
    }

    private static long ExpectedRows(IndexConnection connection, long firstChunk)
    {
        using IndexStatement statement = connection.Prepare(
            "SELECT coalesce(sum(embedding_count), 0) FROM documents WHERE first_chunk >= ?1").Bind(1, firstChunk);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    private static void Remove(IndexConnection connection, VectorSnapshot snapshot, VectorSnapshotBuilder builder)
    {
        using IndexStatement statement = connection.Prepare(
            "SELECT first_chunk, chunk_count FROM removals WHERE version > ?1").Bind(1, snapshot.Version);
        while (statement.Step())
        {
            builder.Remove(statement.Int64(0), statement.Int64(0) + statement.Int64(1));
        }
    }

    private static void Append(
        IndexConnection connection, IndexStatement rows, int expectedBytes, VectorSnapshotBuilder builder, CancellationToken cancellationToken)
    {
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> stored = rows.Bytes(1);
            if (stored.Length != expectedBytes)
            {
                throw new LocalRagException(
                    $"The index {connection.File} is damaged: the vector of chunk {rows.Int64(0)} has {stored.Length} instead of {expectedBytes} bytes.",
                    "Put back a copy of it, or delete it with its -wal and -shm files and ingest the documents again.");
            }

            builder.Append(rows.Int64(0), stored);
        }
    }

    private sealed record Published(VectorSnapshot Snapshot, long CompactFrom);
}
