namespace LocalRag.Sqlite.Storage;

/// <summary>What is worth doing while nothing is written, in short steps, so that a document that comes waits for one of them at most.</summary>
internal static class IdleMaintenance
{
    private const int PagesPerStep = 256;

    /// <summary>A few free pages are used by the next document.</summary>
    private const int FreePagesKept = 1_024;

    /// <summary>Takes one step.</summary>
    /// <returns>False where nothing is left to do until something is written.</returns>
    public static bool Step(IndexConnection connection)
    {
        if (connection.ReadInt64("PRAGMA freelist_count") > FreePagesKept && connection.ReadInt64("PRAGMA auto_vacuum") == 2)
        {
            connection.Execute($"PRAGMA incremental_vacuum({PagesPerStep})");
            return true;
        }

        if (MergeWords(connection))
        {
            return true;
        }

        // Looks at a sample of the tables whose statistics are missing or have become wrong.
        connection.Execute("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002");
        Checkpoints.Truncate(connection);
        return false;
    }

    /// <summary>Joins small parts of the word index: fewer parts are searched faster.</summary>
    private static bool MergeWords(IndexConnection connection)
    {
        long before = connection.ReadInt64("SELECT total_changes()");
        connection.Prepare("INSERT INTO passages_fts (passages_fts, rank) VALUES ('merge', ?1)").Bind(1, PagesPerStep).Run();

        // FTS5 counts one change for the command itself, and at least another where it has done something.
        return connection.ReadInt64("SELECT total_changes()") - before >= 2;
    }
}
