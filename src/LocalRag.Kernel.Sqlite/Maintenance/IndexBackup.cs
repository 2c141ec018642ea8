using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Maintenance;

/// <summary>Writes a copy of the index into a file of its own, while the index is in use.</summary>
internal static class IndexBackup
{
    /// <summary>Copies what the transaction of a reading connection sees.</summary>
    /// <returns>The size of the copy.</returns>
    public static long Write(
        IndexConnection source, string file, SqliteOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        RequireFree(file);
        string partial = file + ".partial";
        File.Delete(partial);
        try
        {
            Copy(source, partial, options, progress, cancellationToken);
            File.Move(partial, file);
        }
        finally
        {
            File.Delete(partial);
        }

        return new FileInfo(file).Length;
    }

    /// <summary>Throws where the file is there already: a backup must not cost another one.</summary>
    private static void RequireFree(string file)
    {
        if (File.Exists(file))
        {
            throw new LocalRagException($"The file {file} is there already.", "Name another file, or move this one away.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!Directory.Exists(folder))
        {
            throw new LocalRagException($"The folder {folder} is missing.", "Make it, or name a file in another folder.");
        }
    }

    private static void Copy(
        IndexConnection source, string file, SqliteOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using IndexConnection target = IndexConnection.Open(file, options, queryOnly: false);

        // What is read first decides which state of the index the transaction sees.
        IndexState.Read(source);
        FileCopy.Run(source, target, progress, cancellationToken);

        // One file, without a log beside it.
        target.Execute("PRAGMA journal_mode = DELETE");
        using IndexStatement check = target.Prepare("PRAGMA quick_check(1)");
        if (!check.Step() || check.Text(0) != "ok")
        {
            throw new LocalRagException($"The copy {file} is damaged, and was deleted.", "Check the disk, and the index with: localrag db check.");
        }
    }
}
