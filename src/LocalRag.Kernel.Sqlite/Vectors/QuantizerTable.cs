using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Vectors;

/// <summary>The quantizers that the index keeps: the one whose codes are complete, and at most one whose codes are being made.</summary>
/// <remarks>
/// A code cannot be read without the mean that was taken from its vector, so both are versioned together: a quantizer is never changed,
/// and one that has become too old for the corpus is followed by another, which is not used before all vectors have its codes.
/// </remarks>
internal static class QuantizerTable
{
    /// <summary>Returns the quantizer that searches use; null where none has all its codes.</summary>
    /// <param name="connection">Any connection.</param>
    /// <param name="known">One that was read before: quantizers never change.</param>
    public static BitQuantizer? Usable(IndexConnection connection, BitQuantizer? known)
    {
        using IndexStatement statement = connection.Prepare(
            "SELECT id, dimensions, seed, mean FROM quantizers WHERE next_chunk >= end_chunk ORDER BY id DESC LIMIT 1");
        return !statement.Step() ? null : statement.Int64(0) == known?.Id ? known : Read(statement);
    }

    /// <summary>Returns all of them: new vectors get a code of each.</summary>
    public static IReadOnlyList<BitQuantizer> All(IndexConnection connection)
    {
        using IndexStatement statement = connection.Prepare("SELECT id, dimensions, seed, mean FROM quantizers ORDER BY id");
        var quantizers = new List<BitQuantizer>();
        while (statement.Step())
        {
            quantizers.Add(Read(statement));
        }

        return quantizers;
    }

    /// <summary>Returns how far the newest one has come; null where there is none.</summary>
    public static QuantizerProgress? Newest(IndexConnection connection)
    {
        using IndexStatement statement = connection.Prepare(
            "SELECT id, trained_on, next_chunk, end_chunk FROM quantizers ORDER BY id DESC LIMIT 1");
        return statement.Step()
            ? new QuantizerProgress(statement.Int64(0), statement.Int64(1), statement.Int64(2), statement.Int64(3))
            : null;
    }

    public static void Add(IndexConnection connection, IndexState state, long seed, ReadOnlySpan<float> mean) => connection.Prepare("""
            INSERT INTO quantizers (dimensions, seed, mean, trained_on, next_chunk, end_chunk) VALUES (?1, ?2, ?3, ?4, 0, ?5)
            """)
        .Bind(1, state.Dimensions).Bind(2, seed).Bind(3, UnitVector.ToBytes(mean)).Bind(4, state.Embeddings).Bind(5, state.NextChunk).Run();

    public static void SetNextChunk(IndexConnection connection, long id, long nextChunk) =>
        connection.Prepare("UPDATE quantizers SET next_chunk = ?2 WHERE id = ?1").Bind(1, id).Bind(2, nextChunk).Run();

    /// <summary>Removes the quantizers before one; their codes are removed bit by bit.</summary>
    public static void RemoveBefore(IndexConnection connection, long id) =>
        connection.Prepare("DELETE FROM quantizers WHERE id < ?1").Bind(1, id).Run();

    private static BitQuantizer Read(IndexStatement statement) =>
        new(statement.Int64(0), statement.Int32(1), statement.Int64(2), UnitVector.FromBytes(statement.Bytes(3)).ToArray());
}
