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
    [Tunable(SettingCost.Live, Values = [2_000, 16_000, 64_000])]
    public int CacheKiB { get; set; } = 2_000;

    /// <summary>Gets or sets how much of the file is read through a memory map, in bytes; 0 for none.</summary>
    /// <remarks>With a map, another process that truncates the file ends this one: raise it only where no other process writes.</remarks>
    /// <value>The default is 0.</value>
    [Range(0, long.MaxValue)]
    [Tunable(SettingCost.Live, Values = [0L, 268_435_456L])]
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

    /// <summary>Gets or sets from how many vectors on a search keeps one bit per dimension in memory instead of a byte, and reads the rest of what it needs from the file.</summary>
    /// <remarks>The codes are made in the background, by the process that writes; until they are complete, searches go on as before.</remarks>
    /// <value>The default is 50,000: up to there all codes take less than 20 MB.</value>
    [Range(1, int.MaxValue)]
    [Tunable(SettingCost.Live, ChangesAnswers = true, Values = [20_000, 50_000, 200_000])]
    public int CompactFrom { get; set; } = 50_000;

    /// <summary>Gets or sets what the candidates are compared by where one bit per dimension is in memory.</summary>
    /// <value>The default is <see cref="RescorePrecision.Bytes"/>.</value>
    [EnumDataType(typeof(RescorePrecision))]
    public RescorePrecision Rescoring { get; set; } = RescorePrecision.Bytes;

    /// <summary>Gets or sets how many threads scan a large index for one search; 0 for one per processor.</summary>
    /// <value>The default is 0.</value>
    [Range(0, 64)]
    [Tunable(SettingCost.Live, Values = [0, 1, 2, 4])]
    public int SearchThreads { get; set; }

    /// <summary>Gets or sets whether the index tidies up while nothing is written: statistics for the query planner, small parts of the word index, free pages, the write-ahead log.</summary>
    /// <value>The default is false.</value>
    public bool IdleMaintenance { get; set; }

    /// <summary>Gets or sets the file that keeps vectors for plugins, absolute or relative to <see cref="LocalRagOptions.DataDirectory"/>; it is made at the first vector.</summary>
    /// <value>The default is <c>embeddings.db</c>.</value>
    [Required]
    public string EmbeddingsPath { get; set; } = "embeddings.db";

    /// <summary>Gets or sets how large that file may get, in MB; then the oldest vectors go.</summary>
    /// <value>The default is 2,000: about a million vectors of 384 numbers.</value>
    [Range(1, 1_000_000)]
    public int EmbeddingsMb { get; set; } = 2_000;
}
