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

    /// <summary>Reads the section.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static MemoryOptions Read(IConfigurationSection section)
    {
        PluginOptionsReader reader = new(section);
        MemoryOptions options = new(
            reader.Read(nameof(TargetMb), Default.TargetMb, 0, LargestTargetMb, "a whole number of MB, or 0 for three quarters of the machine"),
            reader.Read(nameof(IdleUnload), Default.IdleUnload, TimeSpan.Zero, s_longest),
            reader.Read(nameof(IdleCompact), Default.IdleCompact, TimeSpan.Zero, s_longest));
        reader.RefuseOthers();
        return options;
    }
}
