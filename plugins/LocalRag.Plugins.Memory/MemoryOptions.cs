using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins.Memory;

/// <summary>The plugin's own settings; section <c>LocalRag:Plugins:memory</c>.</summary>
/// <param name="TargetMb">What the process should stay within, in MB; 0 leaves the host's default, three quarters of the machine.</param>
/// <param name="IdleUnload">After how long without a request a model is taken out of memory; 0 is never.</param>
/// <param name="IdleCompact">After how long without a request the heaps give back what is free in them; 0 is never.</param>
internal sealed record MemoryOptions(long TargetMb, TimeSpan IdleUnload, TimeSpan IdleCompact)
{
    private const long LargestTargetMb = 100_000_000;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    public static MemoryOptions Default { get; } = new(0, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10));

    /// <summary>Reads the section; by hand, because binding by reflection would keep the plugin's types from being unloaded.</summary>
    /// <exception cref="LocalRagException">A value cannot be read.</exception>
    public static MemoryOptions Read(IConfigurationSection section) => new(
        ReadMegabytes(section, nameof(TargetMb)),
        ReadTime(section, nameof(IdleUnload), Default.IdleUnload),
        ReadTime(section, nameof(IdleCompact), Default.IdleCompact));

    private static long ReadMegabytes(IConfigurationSection section, string key) =>
        section[key] is not { Length: > 0 } text ? Default.TargetMb
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= LargestTargetMb ? value
        : throw Refuse(section, key, text, "a whole number of MB, or 0 for three quarters of the machine");

    private static TimeSpan ReadTime(IConfigurationSection section, string key, TimeSpan value) =>
        section[key] is not { Length: > 0 } text ? value
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan read) && read >= TimeSpan.Zero && read <= s_longest ? read
        : throw Refuse(section, key, text, "a time such as 00:10:00, at most seven days, or 0 for never");

    private static LocalRagException Refuse(IConfigurationSection section, string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}. Without it the plugin takes its default.");
}
