using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Vectors;

/// <summary>Writes and removes the codes of vectors in the index, within the transaction of the caller.</summary>
internal static class CodeTables
{
    /// <summary>Codes the vectors of the chunks from one number to another, exclusive.</summary>
    public static void Write(
        IndexConnection connection, IReadOnlyList<BitQuantizer> quantizers, long firstChunk, long endChunk, CancellationToken cancellationToken)
    {
        if (quantizers.Count == 0)
        {
            return;
        }

        byte[] bits = new byte[quantizers[0].CodeBytes];
        byte[] bytes = new byte[Int8Codes.StoredBytes(quantizers[0].Dimensions)];
        IndexStatement insertBits = connection.Prepare("INSERT INTO bit_codes (quantizer, chunk, code) VALUES (?1, ?2, ?3)");
        IndexStatement insertBytes = connection.Prepare("INSERT OR IGNORE INTO byte_codes (chunk, code) VALUES (?1, ?2)");
        using IndexStatement vectors = connection.Prepare(
            "SELECT chunk, vector FROM embeddings WHERE chunk >= ?1 AND chunk < ?2 ORDER BY chunk").Bind(1, firstChunk).Bind(2, endChunk);
        while (vectors.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long chunk = vectors.Int64(0);
            ReadOnlySpan<float> vector = UnitVector.FromBytes(vectors.Bytes(1));
            Int8Codes.Write(vector, bytes);
            insertBytes.Bind(1, chunk).Bind(2, bytes).Run();
            foreach (BitQuantizer quantizer in quantizers)
            {
                quantizer.Encode(vector, bits);
                insertBits.Bind(1, quantizer.Id).Bind(2, chunk).Bind(3, bits).Run();
            }
        }
    }

    /// <summary>Removes the codes of the chunks from one number to another, inclusive.</summary>
    public static void Remove(IndexConnection connection, long firstChunk, long lastChunk)
    {
        connection.Prepare("DELETE FROM byte_codes WHERE chunk BETWEEN ?1 AND ?2").Bind(1, firstChunk).Bind(2, lastChunk).Run();
        connection.Prepare("DELETE FROM bit_codes WHERE quantizer IN (SELECT id FROM quantizers) AND chunk BETWEEN ?1 AND ?2")
            .Bind(1, firstChunk).Bind(2, lastChunk).Run();
    }

    /// <summary>Removes some of the codes whose quantizer is gone.</summary>
    /// <returns>False where there were none.</returns>
    public static bool RemoveOrphans(IndexConnection connection, long oldestQuantizer, int limit)
    {
        long quantizer;
        long firstChunk;
        using (IndexStatement first = connection.Prepare(
            "SELECT quantizer, chunk FROM bit_codes WHERE quantizer < ?1 ORDER BY quantizer, chunk LIMIT 1").Bind(1, oldestQuantizer))
        {
            if (!first.Step())
            {
                return false;
            }

            (quantizer, firstChunk) = (first.Int64(0), first.Int64(1));
        }

        connection.Prepare("DELETE FROM bit_codes WHERE quantizer = ?1 AND chunk >= ?2 AND chunk < ?2 + ?3")
            .Bind(1, quantizer).Bind(2, firstChunk).Bind(3, limit).Run();
        return true;
    }
}
