using System.Globalization;
using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Documents;

/// <summary>Reads what the index knows of its documents.</summary>
internal static class DocumentReader
{
    private const string Columns = "identity, title, content_hash, bytes, media_type, ingested_at, chunk_count";

    public static IndexedDocument? Find(IndexConnection connection, string documentId)
    {
        using IndexStatement statement = connection.Prepare($"SELECT {Columns} FROM documents WHERE identity = ?1").Bind(1, documentId);
        return statement.Step() ? Read(statement) : null;
    }

    /// <summary>Returns the next documents, in the order of their identities.</summary>
    /// <param name="connection">A reading connection.</param>
    /// <param name="idPrefix">What their identities begin with.</param>
    /// <param name="after">The identity of the last one of the page before; null for the first page.</param>
    /// <param name="limit">How many are wanted.</param>
    public static IReadOnlyList<IndexedDocument> Page(IndexConnection connection, string idPrefix, string? after, int limit)
    {
        using IndexStatement statement = connection.Prepare($"""
            SELECT {Columns} FROM documents
            WHERE identity >= ?1 AND identity < ?1 || char(0x10FFFF) AND (?2 IS NULL OR identity > ?2) ORDER BY identity LIMIT ?3
            """).Bind(1, idPrefix).Bind(2, after).Bind(3, limit);
        var page = new List<IndexedDocument>();
        while (statement.Step())
        {
            page.Add(Read(statement));
        }

        return page;
    }

    public static IndexSummary Summarize(IndexConnection connection)
    {
        IndexState state = IndexState.Read(connection);
        long bytes = connection.ReadInt64("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
        return new IndexSummary(
            connection.File, state.Version, state.Documents, state.Chunks, state.Embeddings, state.EmbeddingModel, state.Dimensions, bytes);
    }

    public static string Format(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static IndexedDocument Read(IndexStatement statement) => new(
        statement.Text(0), statement.Text(1), statement.Text(2), statement.Int64(3), statement.Text(4),
        DateTimeOffset.Parse(statement.Text(5), CultureInfo.InvariantCulture), statement.Int32(6));
}
