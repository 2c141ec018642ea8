using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Documents;

/// <summary>The changes that searches see: each raises the version, and happens wholly or not at all within the transaction of the writing thread.</summary>
internal sealed class DocumentWriter(IndexConnection connection, CancellationToken cancellationToken)
{
    /// <summary>Puts a document in, in place of the one with the same identity.</summary>
    /// <param name="document">The document.</param>
    /// <param name="staged">The number under which its first chunks were staged; null where none were.</param>
    /// <param name="stagedCount">How many were.</param>
    /// <param name="rest">The chunks after those.</param>
    /// <param name="vectors">Whose vectors they carry.</param>
    public bool Replace(
        IndexedDocument document, long? staged, int stagedCount, IReadOnlyList<PreparedChunk> rest, ChunkVectors vectors)
    {
        IndexState state = IndexState.Read(connection);
        state = state with { Version = state.Version + 1 };
        RemoveDocument(document.Id, ref state);
        if (vectors.Dimensions != 0)
        {
            state.RequireComparable(vectors.Model, vectors.Dimensions, connection.File);
            state = state with { EmbeddingModel = state.EmbeddingModel ?? vectors.Model, Dimensions = vectors.Dimensions };
        }

        long firstChunk = state.NextChunk;
        long number = InsertDocument(document, firstChunk);
        if (staged is { } stagedDocument)
        {
            ChunkStaging.MoveTo(connection, stagedDocument, number, firstChunk);
        }

        InsertChunks(rest, number, firstChunk, stagedCount);
        int count = stagedCount + rest.Count;
        connection.Prepare("""
            INSERT INTO passages_fts (rowid, text, headings, title)
            SELECT id, text, headings, title FROM passages WHERE id BETWEEN ?1 AND ?2 ORDER BY id
            """).Bind(1, firstChunk).Bind(2, firstChunk + count - 1).Run();
        long embeddings = CountEmbeddings(firstChunk);
        connection.Prepare("UPDATE documents SET chunk_count = ?2, embedding_count = ?3 WHERE id = ?1")
            .Bind(1, number).Bind(2, count).Bind(3, embeddings).Run();
        if (embeddings > 0)
        {
            CodeTables.Write(connection, QuantizerTable.All(connection), firstChunk, firstChunk + count, cancellationToken);
        }

        state = state with
        {
            NextChunk = firstChunk + count,
            Documents = state.Documents + 1,
            Chunks = state.Chunks + count,
            Embeddings = state.Embeddings + embeddings,
        };
        state.Write(connection);
        return true;
    }

    /// <summary>Takes a document out.</summary>
    /// <returns>False where there was none with this identity.</returns>
    public bool Remove(string documentId)
    {
        IndexState state = IndexState.Read(connection);
        state = state with { Version = state.Version + 1 };
        if (!RemoveDocument(documentId, ref state))
        {
            return false;
        }

        state.Write(connection);
        return true;
    }

    private bool RemoveDocument(string documentId, ref IndexState state)
    {
        long number;
        long first;
        long last;
        long embeddings;
        using (IndexStatement find = connection.Prepare(
            "SELECT id, first_chunk, chunk_count, embedding_count FROM documents WHERE identity = ?1").Bind(1, documentId))
        {
            if (!find.Step())
            {
                return false;
            }

            (number, first, last, embeddings) = (find.Int64(0), find.Int64(1), find.Int64(1) + find.Int64(2) - 1, find.Int64(3));
        }

        // FTS5 must be told the very words that it was given, so it comes before the tables that it takes them from.
        connection.Prepare("""
            INSERT INTO passages_fts (passages_fts, rowid, text, headings, title)
            SELECT 'delete', id, text, headings, title FROM passages WHERE id BETWEEN ?1 AND ?2
            """).Bind(1, first).Bind(2, last).Run();
        CodeTables.Remove(connection, first, last);
        connection.Prepare("DELETE FROM embeddings WHERE chunk BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        connection.Prepare("DELETE FROM chunks WHERE id BETWEEN ?1 AND ?2").Bind(1, first).Bind(2, last).Run();
        connection.Prepare("DELETE FROM documents WHERE id = ?1").Bind(1, number).Run();
        connection.Prepare("DELETE FROM removals WHERE version <= ?1").Bind(1, state.Version - VectorCodes.RemovalsKept).Run();
        connection.Prepare("INSERT INTO removals (version, first_chunk, chunk_count) VALUES (?1, ?2, ?3)")
            .Bind(1, state.Version).Bind(2, first).Bind(3, last - first + 1).Run();
        state = state with
        {
            Documents = state.Documents - 1,
            Chunks = state.Chunks - (last - first + 1),
            Embeddings = state.Embeddings - embeddings,
        };
        if (state.Embeddings == 0)
        {
            // The last vector is gone: the next one may be of any model, and its codes need another mean.
            state = state with { EmbeddingModel = null, Dimensions = 0 };
            QuantizerTable.RemoveBefore(connection, long.MaxValue);
        }

        return true;
    }

    private long CountEmbeddings(long firstChunk)
    {
        using IndexStatement count = connection.Prepare("SELECT count(*) FROM embeddings WHERE chunk >= ?1").Bind(1, firstChunk);
        return count.Step() ? count.Int64(0) : 0;
    }

    private long InsertDocument(IndexedDocument document, long firstChunk)
    {
        using IndexStatement insert = connection.Prepare("""
            INSERT INTO documents (identity, title, content_hash, bytes, media_type, ingested_at, first_chunk, chunk_count, embedding_count)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0) RETURNING id
            """);
        insert.Bind(1, document.Id).Bind(2, document.Title).Bind(3, document.ContentHash).Bind(4, document.Bytes)
            .Bind(5, document.MediaType).Bind(6, DocumentReader.Format(document.IngestedAt)).Bind(7, firstChunk);
        insert.Step();
        return insert.Int64(0);
    }

    private void InsertChunks(IReadOnlyList<PreparedChunk> chunks, long number, long firstChunk, int firstOrdinal)
    {
        IndexStatement chunkInsert = connection.Prepare("""
            INSERT INTO chunks (id, document, ordinal, text, headings, first_line, last_line, first_page, last_page, token_count)
            VALUES (?9, ?10, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """);
        IndexStatement vectorInsert = connection.Prepare("INSERT INTO embeddings (chunk, vector) VALUES (?1, ?2)");
        for (int i = 0; i < chunks.Count; i++)
        {
            int ordinal = firstOrdinal + i;
            ChunkStaging.BindChunk(chunkInsert, ordinal, chunks[i].Chunk).Bind(9, firstChunk + ordinal).Bind(10, number).Run();
            if (chunks[i].Vector is { } vector)
            {
                vectorInsert.Bind(1, firstChunk + ordinal).Bind(2, UnitVector.ToBytes(vector.Span)).Run();
            }
        }
    }
}
