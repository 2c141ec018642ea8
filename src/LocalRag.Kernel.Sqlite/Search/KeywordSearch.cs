using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Search;

/// <summary>Finds chunks by their words, with FTS5 and its BM25.</summary>
internal static class KeywordSearch
{
    /// <summary>The weights of text, headings and title. BM25 is negative in FTS5: the best is the lowest.</summary>
    private const string Sql = """
        SELECT rowid, -bm25(passages_fts, 1.0, 1.0, 1.0) FROM passages_fts
        WHERE passages_fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid
        """;

    /// <summary>
    /// Reads all matches once, in the order of the chunks: the best are gathered, and the candidates that are known already get
    /// their score, which FTS5 could otherwise only find by weighing the whole query again for each of them.
    /// </summary>
    public static void Run(
        IndexConnection connection, string query, ChunkRanges filter, TopChunks best, Dictionary<long, Candidate> known, CancellationToken cancellationToken)
    {
        if (filter.Count == 0)
        {
            return;
        }

        using IndexStatement statement = connection.Prepare(Sql)
            .Bind(1, query).Bind(2, filter[0].First).Bind(3, filter[filter.Count - 1].End - 1);
        int range = 0;
        for (int row = 0; statement.Step(); row++)
        {
            if ((row & 1023) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            long chunk = statement.Int64(0);
            while (chunk >= filter[range].End)
            {
                range++;
            }

            if (chunk < filter[range].First)
            {
                continue;
            }

            double score = statement.Double(1);
            if (known.TryGetValue(chunk, out Candidate? candidate))
            {
                candidate.Bm25 = score;
            }

            if (score >= best.Threshold)
            {
                best.Add(chunk, score);
            }
        }
    }
}
