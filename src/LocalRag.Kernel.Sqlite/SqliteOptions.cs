using System.ComponentModel.DataAnnotations;

namespace LocalRag.Sqlite;

/// <summary>Settings of the index in a SQLite file; section <c>Sqlite</c>.</summary>
public sealed class SqliteOptions
{
    /// <summary>Gets or sets the file, absolute or relative to <see cref="LocalRagOptions.DataDirectory"/>.</summary>
    /// <value>The default is <c>index.db</c>.</value>
    [Required]
    public string Path { get; set; } = "index.db";

    /// <summary>Gets or sets the page cache of one connection, in KiB.</summary>
    /// <value>The default is 2,000, as SQLite's own.</value>
    [Range(64, 16 * 1024 * 1024)]
    public int CacheKiB { get; set; } = 2_000;

    /// <summary>Gets or sets how much of the file is read through a memory map, in bytes; 0 for none.</summary>
    /// <remarks>With a map, another process that truncates the file ends this one: raise it only where no other process writes.</remarks>
    /// <value>The default is 0.</value>
    [Range(0, long.MaxValue)]
    public long MmapBytes { get; set; }

    /// <summary>Gets or sets how long a change waits while another process writes, before it fails.</summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets when a commit waits for the disk.</summary>
    /// <value>The default is <see cref="SqliteSynchronous.Full"/>.</value>
    [EnumDataType(typeof(SqliteSynchronous))]
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Gets or sets how many reads run at the same time, each on a connection of its own.</summary>
    /// <value>The default is 4.</value>
    [Range(1, 64)]
    public int Readers { get; set; } = 4;

    /// <summary>Gets or sets how many of the chunks that are best by compressed vector, and by words, are compared again by full vector.</summary>
    /// <value>The default is 100; a search for more chunks compares as many as it returns.</value>
    [Range(1, 10_000)]
    public int RescoreCandidates { get; set; } = 100;
}
