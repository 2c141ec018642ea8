using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Documents;

/// <summary>Checks the file from end to end: the pages, the references, the words, and the numbers that are kept.</summary>
internal static class IndexCheck
{
    /// <summary>Questions that must have the answer 0, with what it means if they have not.</summary>
    private static readonly (string Sql, string Problem)[] s_counts =
    [
        ("""
         SELECT count(*) FROM documents d WHERE d.chunk_count <> (SELECT count(*) FROM chunks c WHERE c.document = d.id)
         """, "documents have another number of chunks than they should"),
        ("""
         SELECT count(*) FROM chunks c JOIN documents d ON d.id = c.document
         WHERE c.id <> d.first_chunk + c.ordinal OR c.ordinal >= d.chunk_count
         """, "chunks stand in another place than their document says"),
        ("""
         SELECT count(*) FROM documents d WHERE d.embedding_count <>
         (SELECT count(*) FROM embeddings e WHERE e.chunk >= d.first_chunk AND e.chunk < d.first_chunk + d.chunk_count)
         """, "documents have another number of vectors than they should"),
        ("""
         SELECT count(*) FROM embeddings WHERE length(vector) <> 4 * (SELECT dimensions FROM state)
         """, "vectors have another length than the index says"),
        ("""
         SELECT count(*) FROM state WHERE next_chunk <= (SELECT coalesce(max(id), 0) FROM chunks)
         """, "the number of the next chunk is already in use"),
        ("""
         SELECT count(*) FROM state WHERE documents <> (SELECT count(*) FROM documents)
         OR chunks <> (SELECT count(*) FROM chunks) OR embeddings <> (SELECT count(*) FROM embeddings)
         """, "the totals are not those of the documents"),
        ("""
         SELECT count(*) FROM quantizers q CROSS JOIN embeddings e
         LEFT JOIN bit_codes b ON b.quantizer = q.id AND b.chunk = e.chunk LEFT JOIN byte_codes c ON c.chunk = e.chunk
         WHERE (e.chunk < q.next_chunk OR e.chunk >= q.end_chunk)
         AND (coalesce(length(b.code), 0) <> (q.dimensions + 63) / 64 * 8 + 8 OR coalesce(length(c.code), 0) <> q.dimensions + 4)
         """, "vectors lack a code, or it has another length than it should"),
        ("""
         SELECT (SELECT count(*) FROM bit_codes WHERE quantizer IN (SELECT id FROM quantizers) AND chunk NOT IN (SELECT chunk FROM embeddings))
         + (SELECT count(*) FROM byte_codes WHERE chunk NOT IN (SELECT chunk FROM embeddings))
         """, "codes have no vector"),
    ];

    /// <summary>Returns each problem as a sentence. Runs on the writing connection, because FTS5 checks itself by a pretended insertion.</summary>
    public static IReadOnlyList<string> Run(IndexConnection connection, SqliteOptions options, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        connection.Execute("BEGIN");
        try
        {
            ReadAll(connection, "PRAGMA integrity_check(20)", static row => row.Text(0) == "ok" ? null : $"The file is damaged: {row.Text(0)}.", problems);
            ReadAll(
                connection,
                "PRAGMA foreign_key_check",
                static row => $"Row {row.Int64(1)} of table {row.Text(0)} refers to a row of {row.Text(2)} that is missing.",
                problems);
            foreach ((string sql, string problem) in s_counts)
            {
                long count = connection.ReadInt64(sql);
                if (count != 0)
                {
                    problems.Add($"{count} {problem}.");
                }
            }

            // Only this needs the right to write, which another process may want meanwhile.
            connection.RollBack();
            IndexWriter.BeginTransaction(connection, options, cancellationToken);
            CheckWords(connection, problems);
        }
        catch (IndexStorageException exception) when (exception.ResultCode is ResultCode.Corrupt or ResultCode.NotADatabase)
        {
            problems.Add(exception.Message);
        }
        finally
        {
            connection.RollBack();
        }

        return problems;
    }

    private static void CheckWords(IndexConnection connection, List<string> problems)
    {
        try
        {
            // Rank 1 also compares the words with the texts.
            connection.Prepare("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)").Run();
        }
        catch (IndexStorageException exception) when (exception.ResultCode == ResultCode.Corrupt)
        {
            problems.Add("The words that can be searched are not those of the texts.");
        }
    }

    private static void ReadAll(IndexConnection connection, string sql, Func<IndexStatement, string?> describe, List<string> problems)
    {
        using IndexStatement statement = connection.Prepare(sql);
        while (statement.Step())
        {
            if (describe(statement) is { } problem)
            {
                problems.Add(problem);
            }
        }
    }
}
