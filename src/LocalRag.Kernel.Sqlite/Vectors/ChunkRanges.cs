using System.Buffers;
using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Vectors;

/// <summary>The chunks that a search may return, as ascending ranges: a document's chunks have consecutive numbers.</summary>
internal sealed class ChunkRanges : IDisposable
{
    private long[] _bounds;

    private ChunkRanges() => _bounds = ArrayPool<long>.Shared.Rent(64);

    public int Count { get; private set; }

    public (long First, long End) this[int index] => (_bounds[2 * index], _bounds[(2 * index) + 1]);

    /// <summary>Returns all chunks.</summary>
    public static ChunkRanges All()
    {
        var ranges = new ChunkRanges();
        ranges.Add(0, long.MaxValue);
        return ranges;
    }

    /// <summary>Returns the chunks of the documents whose identity begins with a text; neighbours become one range.</summary>
    public static ChunkRanges Of(IndexConnection connection, string idPrefix)
    {
        if (idPrefix.Length == 0)
        {
            return All();
        }

        var ranges = new ChunkRanges();
        using IndexStatement statement = connection.Prepare("""
            SELECT first_chunk, chunk_count FROM documents
            WHERE identity >= ?1 AND identity < ?1 || char(0x10FFFF) AND chunk_count > 0 ORDER BY first_chunk
            """).Bind(1, idPrefix);
        while (statement.Step())
        {
            ranges.Add(statement.Int64(0), statement.Int64(0) + statement.Int64(1));
        }

        return ranges;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<long>.Shared.Return(_bounds);

    private void Add(long first, long end)
    {
        if (Count > 0 && _bounds[(2 * Count) - 1] == first)
        {
            _bounds[(2 * Count) - 1] = end;
            return;
        }

        if (2 * Count == _bounds.Length || (2 * Count) + 1 == _bounds.Length)
        {
            long[] larger = ArrayPool<long>.Shared.Rent(_bounds.Length * 2);
            _bounds.AsSpan(0, 2 * Count).CopyTo(larger);
            ArrayPool<long>.Shared.Return(_bounds);
            _bounds = larger;
        }

        _bounds[2 * Count] = first;
        _bounds[(2 * Count) + 1] = end;
        Count++;
    }
}
