using LocalRag.Sqlite.Documents;
using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Maintenance;

/// <summary>Puts a backup in the place of what the index holds, after the backup has proven sound.</summary>
internal static class IndexRestore
{
    /// <summary>Copies a backup to a file beside the index, brings it up to the present schema, and checks it from end to end.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="prepared">The file to make.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static void Prepare(string backup, string prepared, SqliteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using IndexConnection target = IndexConnection.Open(prepared, options, queryOnly: false);
            using (IndexConnection source = IndexConnection.Open(backup, options, queryOnly: true))
            {
                RequireIndex(source, backup);
                FileCopy.Run(source, target, null, cancellationToken);
            }

            IndexSchema.Prepare(target);
            IReadOnlyList<string> problems = IndexCheck.Run(target, options, cancellationToken);
            if (problems.Count > 0)
            {
                throw Refuse(backup, string.Join(" ", problems), null);
            }

            target.Execute("PRAGMA journal_mode = DELETE");
        }
        catch (IndexStorageException exception)
        {
            throw Refuse(backup, exception.Problem, exception);
        }
    }

    /// <summary>Overwrites the index, in one transaction, with what was prepared.</summary>
    public static IndexState Replace(
        IndexConnection index, string prepared, SqliteOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using IndexConnection source = IndexConnection.Open(prepared, options, queryOnly: false);
        IndexState before = IndexState.Read(index);
        IndexState after = IndexState.Read(source);

        // Whoever keeps results or codes by the version must see a later one, too far ahead to be followed from the old one. No number of
        // a chunk is given twice.
        after = after with
        {
            Version = Math.Max(before.Version, after.Version) + VectorCodes.RemovalsKept + 1,
            NextChunk = Math.Max(before.NextChunk, after.NextChunk),
        };
        after.Write(source);
        FileCopy.Run(source, index, progress, cancellationToken);
        return after;
    }

    private static void RequireIndex(IndexConnection backup, string file)
    {
        if (backup.ReadInt64("PRAGMA application_id") != IndexSchema.ApplicationId)
        {
            throw Refuse(file, "it is another program's database.", null);
        }
    }

    private static LocalRagException Refuse(string backup, string reason, Exception? exception) => new(
        $"{backup} cannot be restored: {reason}", "Name a file that 'localrag db backup' wrote. The index is as it was.", exception);
}
