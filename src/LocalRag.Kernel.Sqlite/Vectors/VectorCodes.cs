using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Keeps the codes of all vectors in memory, in step with the file: a search brings them up to the version that it reads,
/// whichever process made it.
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
    private volatile VectorSnapshot _latest = VectorSnapshot.Empty;

    /// <summary>Gets the latest snapshot that a search has made.</summary>
    public VectorSnapshot Latest => _latest;

    /// <summary>Returns the codes at exactly the version that the connection's transaction sees, which may be started anew for that.</summary>
    public VectorSnapshot At(IndexConnection connection, ref IndexState state, CancellationToken cancellationToken)
    {
        VectorSnapshot snapshot = _latest;
        if (snapshot.Version == state.Version)
        {
            return snapshot;
        }

        lock (_updating)
        {
            snapshot = _latest;
            if (snapshot.Version > state.Version)
            {
                // Another search has seen a later commit; a new transaction sees that one at least.
                connection.Execute("ROLLBACK; BEGIN");
                state = IndexState.Read(connection);
            }

            if (snapshot.Version != state.Version)
            {
                snapshot = Advance(connection, snapshot, state, cancellationToken);
                _latest = snapshot;
            }

            return snapshot;
        }
    }

    /// <summary>Lets go of the codes: the next search reads them from the file again.</summary>
    public void Forget()
    {
        lock (_updating)
        {
            _latest = VectorSnapshot.Empty;
        }
    }

    private static VectorSnapshot Advance(
        IndexConnection connection, VectorSnapshot snapshot, IndexState state, CancellationToken cancellationToken)
    {
        bool canFollow = snapshot.Dimensions == state.Dimensions
            && snapshot.Version >= 0
            && snapshot.Version < state.Version
            && state.Version - snapshot.Version <= RemovalsKept;
        var builder = new VectorSnapshotBuilder(
            state.Dimensions, canFollow ? snapshot.Segments : [], ExpectedRows(connection, canFollow ? snapshot.NextChunk : 0));
        if (canFollow)
        {
            Remove(connection, snapshot, builder);
        }

        Append(connection, builder, canFollow ? snapshot.NextChunk : 0, cancellationToken);
        return new VectorSnapshot(state.Version, state.Dimensions, state.NextChunk, builder.Build());
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
        IndexConnection connection, VectorSnapshotBuilder builder, long firstChunk, CancellationToken cancellationToken)
    {
        using IndexStatement statement = connection.Prepare(
            "SELECT chunk, vector FROM embeddings WHERE chunk >= ?1 ORDER BY chunk").Bind(1, firstChunk);
        while (statement.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> vector = UnitVector.FromBytes(statement.Bytes(1));
            if (vector.Length != builder.Dimensions)
            {
                throw new LocalRagException(
                    $"The index {connection.File} is damaged: the vector of chunk {statement.Int64(0)} has {vector.Length} instead of {builder.Dimensions} dimensions.",
                    "Put back a copy of it, or delete it with its -wal and -shm files and ingest the documents again.");
            }

            builder.Append(statement.Int64(0), vector);
        }
    }
}
