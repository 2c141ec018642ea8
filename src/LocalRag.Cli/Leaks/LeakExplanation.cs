using Microsoft.Diagnostics.Runtime;

namespace LocalRag.Cli.Leaks;

/// <summary>Explains why a plugin that was taken out of use is still in memory, from a dump of the process.</summary>
internal static class LeakExplanation
{
    /// <summary>Returns what holds a leaked version of a plugin in this process, the root first; empty where none is in memory.</summary>
    public static IReadOnlyList<string> OfThisProcess(string pluginId) =>
        OfProcess(Environment.ProcessId, pluginId) is [LeakedContext first, ..] ? first.RootPath : [];

    /// <summary>Returns each version of a plugin that was taken out of use and is still in memory of a process.</summary>
    public static IReadOnlyList<LeakedContext> OfProcess(int processId, string pluginId)
    {
        using ProcessDump dump = ProcessDump.Take(processId);
        return Of(dump.Runtime, pluginId);
    }

    /// <summary>Returns each version of a plugin that was taken out of use and is still in memory in a dump.</summary>
    public static IReadOnlyList<LeakedContext> OfDump(string file, string pluginId)
    {
        using ProcessDump dump = ProcessDump.Open(file);
        return Of(dump.Runtime, pluginId);
    }

    private static List<LeakedContext> Of(ClrRuntime runtime, string pluginId)
    {
        List<LeakedContext> leaks = [];
        foreach (RetiredContextObject retired in RetiredContextObject.Find(runtime, pluginId))
        {
            PluginTypes types = PluginTypes.Find(runtime, retired.Context);
            string end = $"the load context of plugin {pluginId}, {retired.ContentHash[..Math.Min(12, retired.ContentHash.Length)]}";
            leaks.Add(new LeakedContext(retired.ContentHash, retired.IsLeaked, [.. new RootSearch(runtime, types).Find(), end]));
        }

        return leaks;
    }
}
