using System.Runtime.InteropServices;
using LocalRag.Sqlite.Storage;
using Microsoft.Extensions.AI;

namespace LocalRag.Sqlite.Embeddings;

/// <summary>The one table of the file: vectors by key, in the order in which they came.</summary>
internal sealed class EmbeddingTable(IndexConnection connection)
{
    /// <summary>Which part goes when the file is full, so that it is not full again at the next vector.</summary>
    private const int PartOfTheOldest = 10;

    public IReadOnlyList<Embedding<float>?> Find(string fingerprint, IReadOnlyList<string> texts)
    {
        var found = new Embedding<float>?[texts.Count];
        for (int i = 0; i < found.Length; i++)
        {
            using IndexStatement statement = connection.Prepare("SELECT vector, model, properties FROM vectors WHERE key = ?1")
                .Bind(1, EmbeddingKey.Of(fingerprint, texts[i]));
            if (statement.Step())
            {
                found[i] = new Embedding<float>(MemoryMarshal.Cast<byte, float>(statement.Bytes(0)).ToArray())
                {
                    ModelId = statement.NullableText(1),
                    AdditionalProperties = EmbeddingProperties.Read(statement.NullableText(2)),
                };
            }
        }

        return found;
    }

    public void Keep(string fingerprint, IReadOnlyList<string> texts, IReadOnlyList<Embedding<float>> embeddings, long limitBytes)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            for (int i = 0; i < texts.Count; i++)
            {
                if (EmbeddingProperties.TryWrite(embeddings[i].AdditionalProperties, out string? properties))
                {
                    connection.Prepare("""
                        INSERT INTO vectors (key, model, vector, properties) VALUES (?1, ?2, ?3, ?4)
                        ON CONFLICT (key) DO UPDATE SET model = excluded.model, vector = excluded.vector, properties = excluded.properties
                        """)
                        .Bind(1, EmbeddingKey.Of(fingerprint, texts[i]))
                        .Bind(2, embeddings[i].ModelId)
                        .Bind(3, MemoryMarshal.AsBytes(embeddings[i].Vector.Span))
                        .Bind(4, properties)
                        .Run();
                }
            }

            while (UsedBytes() > limitBytes && Count() > 0)
            {
                RemoveOldest();
            }

            connection.Execute("COMMIT");
        }
        finally
        {
            connection.RollBack();
        }
    }

    public long Count() => connection.ReadInt64("SELECT count(*) FROM vectors");

    /// <summary>Removes all vectors, and gives their space back to the system.</summary>
    public void Clear() => connection.Execute("DELETE FROM vectors; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");

    private void RemoveOldest() => connection
        .Prepare("DELETE FROM vectors WHERE id <= (SELECT id FROM vectors ORDER BY id LIMIT 1 OFFSET ?1)")
        .Bind(1, Count() / PartOfTheOldest)
        .Run();

    private long UsedBytes() =>
        (connection.ReadInt64("PRAGMA page_count") - connection.ReadInt64("PRAGMA freelist_count")) * connection.ReadInt64("PRAGMA page_size");
}
