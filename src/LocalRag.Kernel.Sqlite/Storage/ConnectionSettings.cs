namespace LocalRag.Sqlite.Storage;

/// <summary>The settings that are set on each connection: when they change, so do the connections that are open.</summary>
internal readonly record struct ConnectionSettings(int CacheKiB, long MmapBytes, SqliteSynchronous Synchronous)
{
    public static ConnectionSettings Of(SqliteOptions options) => new(options.CacheKiB, options.MmapBytes, options.Synchronous);
}
