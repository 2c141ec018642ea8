using Microsoft.Diagnostics.Runtime;

namespace LocalRag.Cli.Leaks;

/// <summary>What the plugin host of the dumped process remembers of a plugin's version that it has taken out of use, where it is still in memory.</summary>
/// <param name="Context">The address of the load context.</param>
/// <param name="ContentHash">The version.</param>
/// <param name="IsLeaked">Whether the host has given up waiting for it.</param>
internal sealed record RetiredContextObject(ulong Context, string ContentHash, bool IsLeaked)
{
    /// <summary>The low bits of the handle say what kind of weak reference it is.</summary>
    private const ulong HandleTag = 3;

    // The class is the host's own business; a test fails when one of these names is not right any more.
    private const string TypeName = "LocalRag.Plugins.Unloading.RetiredContext";

    public static IReadOnlyList<RetiredContextObject> Find(ClrRuntime runtime, string pluginId)
    {
        // A thread that was stopped while it made an object leaves a gap, which would hide all that lies behind it.
        return [.. runtime.Heap.EnumerateObjects(carefully: true)
            .Where(candidate => candidate.Type?.Name == TypeName && ReadProperty(candidate, "PluginId") == pluginId)
            .Select(Read)
            .Where(retired => retired.Context != 0)
            .DistinctBy(retired => retired.Context)];
    }

    private static RetiredContextObject Read(ClrObject retired)
    {
        ClrObject reference = retired.ReadObjectField(BackingField("Context"));
        ulong handle = (ulong)reference.ReadField<nint>("_taggedHandle") & ~HandleTag;
        return new RetiredContextObject(
            handle == 0 ? 0 : retired.Type!.Module.AppDomain.Runtime.DataTarget.DataReader.ReadPointer(handle),
            ReadProperty(retired, "ContentHash") ?? string.Empty,
            retired.ReadField<bool>(BackingField("IsLeaked")));
    }

    private static string? ReadProperty(ClrObject retired, string property) => retired.ReadStringField(BackingField(property));

    private static string BackingField(string property) => $"<{property}>k__BackingField";
}
