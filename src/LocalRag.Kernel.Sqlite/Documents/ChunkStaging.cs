using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Documents;

/// <summary>
/// Holds the first chunks of a long document until the last has come, in a temporary database that belongs to the writing
/// connection: no search and no other process sees it, the index is not locked meanwhile, and it vanishes with the process.
/// </summary>
internal static class ChunkStaging
{
    /// <summary>How many chunks are in memory at most; a document with no more of them is not staged at all.</summary>
    public const int BatchSize = 256;

    private const string Columns = "ordinal, text, headings, first_line, last_line, first_page, last_page, token_count";

    public static void CreateTable(IndexConnection connection) => connection.Execute("""
        CREATE TEMP TABLE IF NOT EXISTS staged (
            document INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            text TEXT NOT NULL,
            headings TEXT NOT NULL,
            first_line INTEGER,
            last_line INTEGER,
            first_page INTEGER,
            last_page INTEGER,
            token_count INTEGER NOT NULL,
            vector BLOB,
            PRIMARY KEY (document, ordinal)
        ) STRICT, WITHOUT ROWID
        """);

    /// <summary>Puts a batch aside.</summary>
    /// <param name="connection">The writing connection.</param>
    /// <param name="document">The number of the document among those that are being staged.</param>
    /// <param name="firstOrdinal">The place of the first chunk of the batch in its document.</param>
    /// <param name="chunks">The batch.</param>
    public static void Add(IndexConnection connection, long document, int firstOrdinal, IReadOnlyList<PreparedChunk> chunks)
    {
        connection.Execute("BEGIN");
        IndexStatement insert = connection.Prepare($"""
            INSERT INTO temp.staged (document, {Columns}, vector) VALUES (?9, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?10)
            """);
        for (int i = 0; i < chunks.Count; i++)
        {
            BindChunk(insert, firstOrdinal + i, chunks[i].Chunk).Bind(9, document);
            if (chunks[i].Vector is { } vector)
            {
                insert.Bind(10, UnitVector.ToBytes(vector.Span));
            }

            insert.Run();
        }

        connection.Execute("COMMIT");
    }

    /// <summary>Copies what was put aside into the tables of the index.</summary>
    public static void MoveTo(IndexConnection connection, long staged, long document, long firstChunk)
    {
        connection.Prepare($"""
            INSERT INTO main.chunks (id, document, {Columns})
            SELECT ?3 + ordinal, ?2, {Columns} FROM temp.staged WHERE document = ?1 ORDER BY ordinal
            """).Bind(1, staged).Bind(2, document).Bind(3, firstChunk).Run();
        connection.Prepare("""
            INSERT INTO main.embeddings (chunk, vector)
            SELECT ?2 + ordinal, vector FROM temp.staged WHERE document = ?1 AND vector IS NOT NULL ORDER BY ordinal
            """).Bind(1, staged).Bind(2, firstChunk).Run();
    }

    public static void Discard(IndexConnection connection, long staged) =>
        connection.Prepare("DELETE FROM temp.staged WHERE document = ?1").Bind(1, staged).Run();

    /// <summary>Binds the parameters 1 to 8 in the order of the columns.</summary>
    public static IndexStatement BindChunk(IndexStatement statement, int ordinal, DocumentChunk chunk) => statement
        .Bind(1, ordinal)
        .Bind(2, chunk.Text)
        .Bind(3, chunk.Headings)
        .Bind(4, chunk.Location.FirstLine)
        .Bind(5, chunk.Location.LastLine)
        .Bind(6, chunk.Location.FirstPage)
        .Bind(7, chunk.Location.LastPage)
        .Bind(8, chunk.TokenCount);
}
