using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Search;

/// <summary>Reads a chunk with what a citation needs.</summary>
internal static class PassageReader
{
    public static Passage Read(IndexConnection connection, long chunk)
    {
        using IndexStatement statement = connection.Prepare("""
            SELECT d.identity, d.title, c.ordinal, c.text, c.headings, c.first_line, c.last_line, c.first_page, c.last_page, c.token_count
            FROM chunks c JOIN documents d ON d.id = c.document WHERE c.id = ?1
            """).Bind(1, chunk);
        if (!statement.Step())
        {
            throw new LocalRagException(
                $"The index {connection.File} is damaged: chunk {chunk} was found by its words or its vector, but is missing.",
                "Put back a copy of it, or delete it with its -wal and -shm files and ingest the documents again.");
        }

        var location = new SourceLocation(
            statement.NullableInt32(5), statement.NullableInt32(6), statement.NullableInt32(7), statement.NullableInt32(8));
        return new Passage(
            chunk, statement.Text(0), statement.Text(1), statement.Int32(2), statement.Text(3), statement.Text(4), location, statement.Int32(9));
    }
}
