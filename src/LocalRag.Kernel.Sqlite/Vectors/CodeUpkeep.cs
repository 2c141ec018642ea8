using System.Numerics.Tensors;
using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Makes the codes of one bit per dimension once an index is large enough, and makes them anew, around a new mean, when it has outgrown
/// them. In steps of some ten milliseconds, each a transaction, between which documents are written; a step that was not reached is
/// taken by whoever opens the index next.
/// </summary>
internal static class CodeUpkeep
{
    /// <summary>How many times as many vectors as the mean was taken from make it too old.</summary>
    private const int Growth = 4;

    private const int ChunksPerStep = 4_096;
    private const int OrphansPerStep = 16_384;

    /// <summary>A mean of so many vectors, spread over all, is as good as that of all.</summary>
    private const int MostSamples = 16_384;

    /// <summary>Takes one step.</summary>
    /// <returns>False where nothing is left to do.</returns>
    public static bool Step(IndexConnection connection, SqliteOptions options, CancellationToken cancellationToken)
    {
        IndexState state = IndexState.Read(connection);
        QuantizerProgress? newest = QuantizerTable.Newest(connection);
        if (state.Dimensions is 0 or > BitQuantizer.MostDimensions || !IsDue(connection, state, newest, options))
        {
            return false;
        }

        IndexWriter.BeginTransaction(connection, options, cancellationToken);

        // Another process may have taken the step since the look.
        state = IndexState.Read(connection);
        newest = QuantizerTable.Newest(connection);
        if (state.Dimensions == 0 || !IsDue(connection, state, newest, options))
        {
            connection.RollBack();
            return false;
        }

        Take(connection, state, newest, cancellationToken);
        connection.Execute("COMMIT");
        return true;
    }

    private static bool IsDue(IndexConnection connection, IndexState state, QuantizerProgress? newest, SqliteOptions options) =>
        newest is { IsComplete: false }
        || IsOutgrown(state, newest, options)
        || (newest is { } usable && HasOrphans(connection, usable.Id));

    private static bool IsOutgrown(IndexState state, QuantizerProgress? newest, SqliteOptions options) =>
        state.Embeddings >= options.CompactFrom && state.Embeddings >= Growth * (newest?.TrainedOn ?? 0);

    private static bool HasOrphans(IndexConnection connection, long oldestQuantizer)
    {
        using IndexStatement statement = connection.Prepare("SELECT 1 FROM bit_codes WHERE quantizer < ?1 LIMIT 1").Bind(1, oldestQuantizer);
        return statement.Step();
    }

    private static void Take(IndexConnection connection, IndexState state, QuantizerProgress? newest, CancellationToken cancellationToken)
    {
        if (newest is { IsComplete: false } unfinished)
        {
            Continue(connection, state, unfinished, cancellationToken);
        }
        else if (newest is not { } usable || !CodeTables.RemoveOrphans(connection, usable.Id, OrphansPerStep))
        {
            QuantizerTable.Add(connection, state, seed: state.NextChunk, Mean(connection, state, cancellationToken));
        }
    }

    private static void Continue(IndexConnection connection, IndexState state, QuantizerProgress unfinished, CancellationToken cancellationToken)
    {
        long end = Math.Min(unfinished.NextChunk + ChunksPerStep, unfinished.EndChunk);
        BitQuantizer quantizer = QuantizerTable.All(connection)[^1];
        CodeTables.Write(connection, [quantizer], unfinished.NextChunk, end, cancellationToken);
        QuantizerTable.SetNextChunk(connection, unfinished.Id, end);
        if (end == unfinished.EndChunk)
        {
            QuantizerTable.RemoveBefore(connection, unfinished.Id);

            // Searches go over to the new codes, and who keeps results must be able to tell.
            (state with { Version = state.Version + 1 }).Write(connection);
        }
    }

    private static float[] Mean(IndexConnection connection, IndexState state, CancellationToken cancellationToken)
    {
        float[] mean = new float[state.Dimensions];
        long samples = Math.Min(MostSamples, state.NextChunk);
        long taken = 0;
        for (long sample = 0; sample < samples; sample++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using IndexStatement statement = connection.Prepare("SELECT vector FROM embeddings WHERE chunk >= ?1 ORDER BY chunk LIMIT 1")
                .Bind(1, state.NextChunk * sample / samples);
            if (statement.Step())
            {
                TensorPrimitives.Add(mean, UnitVector.FromBytes(statement.Bytes(0)), mean);
                taken++;
            }
        }

        TensorPrimitives.Divide(mean, Math.Max(1, taken), mean);
        return mean;
    }
}
