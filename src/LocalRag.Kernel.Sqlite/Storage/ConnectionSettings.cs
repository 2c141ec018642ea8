namespace LocalRag.Sqlite.Storage;

/// <summary>The settings that are set on each connection: when they change, so do the connections that are open.</summary>
internal readonly record struct ConnectionSettings(int CacheKiB, long MmapBytes, SqliteSynchronous Synchronous)
{
    /// <summary>What is kept across a read while others write: SQLite's own default.</summary>
    private const int CacheKiBWhileChanging = 2_000;

    public static ConnectionSettings Of(SqliteOptions options) => new(options.CacheKiB, options.MmapBytes, options.Synchronous);

    /// <summary>Returns the settings for reading while others write.</summary>
    /// <remarks>With each commit of another connection SQLite drops all pages and the whole map: the more there is of them, the longer the next read takes.</remarks>
    public ConnectionSettings WhileChanging() => this with { CacheKiB = Math.Min(CacheKiB, CacheKiBWhileChanging), MmapBytes = 0 };
}
