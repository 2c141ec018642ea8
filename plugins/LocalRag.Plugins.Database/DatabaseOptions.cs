using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins.Database;

/// <summary>The plugin's own settings; section <c>LocalRag:Plugins:database</c>.</summary>
/// <param name="CacheKiB">The page cache of one connection, in KiB.</param>
/// <param name="MmapBytes">How much of the file is read through a memory map.</param>
/// <param name="SyncEveryCommit">Whether each document is on the disk before it counts as ingested.</param>
/// <param name="Maintain">Whether the index tidies up while nothing is written.</param>
/// <param name="CompactFrom">From how many vectors on one bit per dimension is kept in memory.</param>
internal sealed record DatabaseOptions(int CacheKiB, long MmapBytes, bool SyncEveryCommit, bool Maintain, int CompactFrom)
{
    public static DatabaseOptions Default { get; } = new(64_000, 268_435_456, SyncEveryCommit: false, Maintain: true, 50_000);

    /// <summary>Reads the section.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static DatabaseOptions Read(IConfigurationSection section)
    {
        PluginOptionsReader reader = new(section);
        DatabaseOptions options = new(
            reader.Read(nameof(CacheKiB), Default.CacheKiB, 64, int.MaxValue),
            reader.Read(nameof(MmapBytes), Default.MmapBytes, 0, long.MaxValue),
            reader.Read(nameof(SyncEveryCommit), Default.SyncEveryCommit),
            reader.Read(nameof(Maintain), Default.Maintain),
            reader.Read(nameof(CompactFrom), Default.CompactFrom, 1, int.MaxValue));
        reader.RefuseOthers();
        return options;
    }
}
