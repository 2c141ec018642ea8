using SQLitePCL;

namespace LocalRag.Sqlite.Storage;

/// <summary>Moves what was committed from the write-ahead log into the file, which also puts it onto the disk.</summary>
internal static class Checkpoints
{
    /// <summary>How large the log may become, in bytes, before the writer waits for the searches under way and starts it anew.</summary>
    public const long LogLimit = 64 * 1024 * 1024;

    /// <summary>Returns the size of the log.</summary>
    public static long LogBytes(string file)
    {
        var log = new FileInfo(file + "-wal");
        return log.Exists ? log.Length : 0;
    }

    /// <summary>Copies as much as no search still needs, without waiting for anybody.</summary>
    /// <returns>Whether all commits are on the disk.</returns>
    public static bool Sync(IndexConnection connection) => Run(connection, raw.SQLITE_CHECKPOINT_PASSIVE);

    /// <summary>Starts the log anew if it has grown beyond its limit; searches are short, and new ones begin after it.</summary>
    public static void Bound(IndexConnection connection)
    {
        if (LogBytes(connection.File) > LogLimit)
        {
            Run(connection, raw.SQLITE_CHECKPOINT_RESTART);
        }
    }

    /// <summary>Empties the log.</summary>
    public static bool Truncate(IndexConnection connection) => Run(connection, raw.SQLITE_CHECKPOINT_TRUNCATE);

    private static bool Run(IndexConnection connection, int mode)
    {
        int code = raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", mode, out int inLog, out int copied);
        if ((ResultCode)(code & 0xFF) is not (ResultCode.Busy or ResultCode.Locked))
        {
            connection.Check(code);
        }

        return code == (int)ResultCode.Ok && inLog == copied;
    }
}
