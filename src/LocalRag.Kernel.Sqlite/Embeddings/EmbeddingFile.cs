using System.Globalization;
using LocalRag.Sqlite.Storage;
using SQLitePCL;

namespace LocalRag.Sqlite.Embeddings;

/// <summary>Opens the file of vectors, and puts aside what stands in its place and is not one.</summary>
internal static class EmbeddingFile
{
    /// <summary>Marks the file as ours: <c>LRGE</c>.</summary>
    public const int ApplicationId = 0x4C524745;

    private const int Version = 1;

    private static readonly string[] s_companions = ["-wal", "-shm"];

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="IndexStorageException">It is damaged or no database.</exception>
    /// <exception cref="ForeignFileException">It is a database of another kind, or of another version.</exception>
    /// <exception cref="LocalRagException">It can't be used for another reason.</exception>
    public static IndexConnection Open(string path, TimeSpan busyTimeout)
    {
        Batteries_V2.Init();
        IndexFile.RequireSqlite(raw.sqlite3_libversion_number(), raw.sqlite3_libversion().utf8_to_string());
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // A commit that the power takes is only computed again, so none has to wait for the disk.
        IndexConnection connection = IndexConnection.Open(
            path, new SqliteOptions { BusyTimeout = busyTimeout, Synchronous = SqliteSynchronous.Normal }, queryOnly: false);
        try
        {
            Prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Renames a file that can't be used, with the files that belong to it, so that nothing of it is lost.</summary>
    /// <returns>Its new name; null where another process has already renamed it.</returns>
    public static string? SetAside(string path)
    {
        for (int number = 1; ; number++)
        {
            string aside = string.Create(CultureInfo.InvariantCulture, $"{path}.unusable-{number}");
            try
            {
                File.Move(path, aside);
            }
            catch (IOException) when (File.Exists(aside))
            {
                continue;
            }
            catch (FileNotFoundException)
            {
                return null;
            }

            foreach (string companion in s_companions.Where(companion => File.Exists(path + companion)))
            {
                File.Move(path + companion, aside + companion);
            }

            return aside;
        }
    }

    /// <summary>Returns the files that were set aside.</summary>
    public static IReadOnlyList<string> ListSetAside(string path) => Directory.Exists(Path.GetDirectoryName(path))
        ? [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".unusable-*")
            .Where(file => !s_companions.Any(companion => file.EndsWith(companion, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Returns the size of the file and of what belongs to it.</summary>
    public static long Measure(string path) =>
        s_companions.Select(companion => path + companion).Prepend(path).Where(File.Exists).Sum(file => new FileInfo(file).Length);

    private static void Prepare(IndexConnection connection)
    {
        if (IsMade(connection))
        {
            return;
        }

        connection.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
        try
        {
            // Another process may have done the same since the first look.
            if (!IsMade(connection))
            {
                connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                    CREATE TABLE vectors (
                        id INTEGER PRIMARY KEY,
                        key BLOB NOT NULL UNIQUE,
                        model TEXT,
                        vector BLOB NOT NULL,
                        properties TEXT
                    ) STRICT;
                    PRAGMA application_id = {ApplicationId};
                    PRAGMA user_version = {Version};
                    """));
            }

            connection.Execute("COMMIT");
        }
        finally
        {
            connection.RollBack();
        }
    }

    private static bool IsMade(IndexConnection connection)
    {
        long application = connection.ReadInt64("PRAGMA application_id");
        if (application == 0 && connection.ReadInt64("SELECT count(*) FROM sqlite_schema") == 0)
        {
            return false;
        }

        if (application == IndexSchema.ApplicationId)
        {
            throw new LocalRagException(
                $"The file {connection.File} is the index of documents, and not one for vectors alone.", "Set Sqlite:EmbeddingsPath to another file.");
        }

        return application == ApplicationId && connection.ReadInt64("PRAGMA user_version") == Version
            ? true
            : throw new ForeignFileException($"The file {connection.File} is a database of another program, or of another version of this one.");
    }
}
