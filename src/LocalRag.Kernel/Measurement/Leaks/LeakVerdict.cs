namespace LocalRag.Measurement.Leaks;

/// <summary>What came of a scenario.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Cycles">How many cycles count.</param>
/// <param name="Trends">The counters, those first that say most of the cause.</param>
/// <param name="Suspect">What to look for; null where nothing leaks.</param>
public sealed record LeakVerdict(string Scenario, int Cycles, IReadOnlyList<LeakTrend> Trends, string? Suspect)
{
    internal static LeakVerdict Of(string scenario, int cycles, IReadOnlyList<LeakTrend> trends)
    {
        LeakTrend[] sorted = [.. trends.OrderBy(trend => trend.Counter)];
        return new LeakVerdict(scenario, cycles, sorted, sorted.FirstOrDefault(trend => trend.IsLeak) is { } first ? Describe(first.Counter) : null);
    }

    /// <summary>Each kind of leak also shows in the counters behind it, so the first one that grows names the cause.</summary>
    private static string Describe(LeakCounter counter) => counter switch
    {
        LeakCounter.LoadContexts => "load contexts: assemblies of plugins stay loaded because something of the host still points at them",
        LeakCounter.Threads => "threads: some are started in each cycle and do not end",
        LeakCounter.Handles => "handles: files, sockets or events are opened in each cycle and not closed",
        LeakCounter.ManagedHeap => "managed heap: objects stay reachable, from a static field, a cache, an event or a timer",
        LeakCounter.NativeHeap => "native heap: a native library (llama.cpp, ONNX Runtime, SQLite) allocates what nobody frees",
        _ => "the process outside both heaps: maps of files, stacks of threads, or a heap that falls to pieces",
    };
}
