using System.Globalization;
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

    /// <summary>Reads the section; by hand, because binding by reflection would keep the plugin's types from being unloaded.</summary>
    /// <exception cref="LocalRagException">A value cannot be read.</exception>
    public static DatabaseOptions Read(IConfigurationSection section) => new(
        Read(section, nameof(CacheKiB), Default.CacheKiB, 64, int.MaxValue),
        Read(section, nameof(MmapBytes), Default.MmapBytes, 0, long.MaxValue),
        Read(section, nameof(SyncEveryCommit), Default.SyncEveryCommit),
        Read(section, nameof(Maintain), Default.Maintain),
        Read(section, nameof(CompactFrom), Default.CompactFrom, 1, int.MaxValue));

    private static bool Read(IConfigurationSection section, string key, bool value) =>
        section[key] is not { Length: > 0 } text ? value
        : bool.TryParse(text, out bool read) ? read
        : throw Refuse(section, key, text, "true or false");

    private static T Read<T>(IConfigurationSection section, string key, T value, T least, T most)
        where T : System.Numerics.INumber<T> =>
        section[key] is not { Length: > 0 } text ? value
        : T.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out T? read) && read >= least && read <= most ? read
        : throw Refuse(section, key, text, string.Create(CultureInfo.InvariantCulture, $"a whole number, at least {least}"));

    private static LocalRagException Refuse(IConfigurationSection section, string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}. Without it the plugin takes its default.");
}
