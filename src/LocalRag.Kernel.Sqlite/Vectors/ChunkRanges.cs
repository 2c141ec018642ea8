using System.Buffers;
using LocalRag.Sqlite.Documents;
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

    /// <summary>Returns the chunks of the documents whose identity begins with a text and that pass a filter; neighbours become one range.</summary>
    public static ChunkRanges Of(IndexConnection connection, string idPrefix, DocumentFilter? filter)
    {
        if (idPrefix.Length == 0 && filter is null or { MediaType: null, IngestedFrom: null, IngestedBefore: null })
        {
            return All();
        }

        var ranges = new ChunkRanges();
        using IndexStatement statement = connection.Prepare(Sql(idPrefix, filter));
        statement.Bind(1, idPrefix).Bind(2, filter?.MediaType).Bind(3, Format(filter?.IngestedFrom)).Bind(4, Format(filter?.IngestedBefore));
        while (statement.Step())
        {
            ranges.Add(statement.Int64(0), statement.Int64(0) + statement.Int64(1));
        }

        return ranges;
    }

    /// <summary>Returns the statement whose first condition has an index of its own.</summary>
    /// <remarks>The plus signs keep the planner from walking through all documents in the order of their chunks, only to save sorting a few.</remarks>
    private static string Sql(string idPrefix, DocumentFilter? filter) => (idPrefix.Length, filter?.MediaType) switch
    {
        ( > 0, _) => """
            SELECT first_chunk, chunk_count FROM documents
            WHERE identity >= ?1 AND identity < ?1 || char(0x10FFFF) AND chunk_count > 0
            AND (?2 IS NULL OR +media_type = ?2)
            AND (?3 IS NULL OR julianday(ingested_at) >= julianday(?3)) AND (?4 IS NULL OR julianday(ingested_at) < julianday(?4))
            ORDER BY +first_chunk
            """,
        (_, not null) => """
            SELECT first_chunk, chunk_count FROM documents
            WHERE media_type = ?2 AND chunk_count > 0 AND ?1 = ''
            AND (?3 IS NULL OR julianday(ingested_at) >= julianday(?3)) AND (?4 IS NULL OR julianday(ingested_at) < julianday(?4))
            ORDER BY first_chunk
            """,
        _ => """
            SELECT first_chunk, chunk_count FROM documents
            WHERE julianday(ingested_at) >= julianday(coalesce(?3, '0000-01-01')) AND julianday(ingested_at) < julianday(coalesce(?4, '9999-12-31'))
            AND chunk_count > 0 AND ?1 = '' AND ?2 IS NULL
            ORDER BY +first_chunk
            """,
    };

    private static string? Format(DateTimeOffset? time) => time is { } value ? DocumentReader.Format(value) : null;

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
