using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace LocalRag.Benchmarks.Plugins.Soak;

/// <summary>Swaps a plugin again and again while callers stream, and counts what goes wrong.</summary>
internal static class PluginSoak
{
    private const int Callers = 8;
    private const int Samples = 12;

    public static async Task<SoakReport> RunAsync(PluginStand stand, SoakedPlugin plugin, int swaps)
    {
        plugin.Deploy(stand.Folder, -1);
        await stand.ReloadAsync();
        bool over = false;
        SoakCaller[] callers = [.. Enumerable.Range(0, Callers).Select(number => number % 2 == 0
            ? new SoakCaller(stand.Chat, "chat", plugin)
            : new SoakCaller(stand.Answers, "answers", plugin))];
        Task[] calls = [.. callers.Select(caller => Task.Run(() => caller.RunAsync(() => Volatile.Read(ref over))))];
        List<TimeSpan> exchanges = [];
        List<long> resident = [];
        int mostWaiting = 0;
        long started = Stopwatch.GetTimestamp();
        for (int swap = 0; swap < swaps; swap++)
        {
            plugin.Deploy(stand.Folder, swap);
            await stand.ReloadAsync();
            exchanges.Add(stand.Plugins.LastExchange);
            mostWaiting = Math.Max(mostWaiting, stand.Plugins.ListUnloading().Count);
            if ((swap + 1) % Math.Max(1, swaps / Samples) == 0)
            {
                resident.Add(ResidentBytes());
            }
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        Volatile.Write(ref over, true);
        await Task.WhenAll(calls);
        await stand.Plugins.SettleAsync();
        exchanges.Sort();
        return new SoakReport(
            swaps, callers.Sum(caller => caller.Answers), [.. callers.SelectMany(caller => caller.Failures)], [.. callers.SelectMany(caller => caller.Mixed)],
            stand.Plugins.Unloaded, CountContexts(plugin.Name), mostWaiting, exchanges, resident, elapsed);
    }

    // Not inlined: what it looks at must not stay in the frame of one who waits for it to go.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CountContexts(string name) => AssemblyLoadContext.All.Count(context => context.Assemblies.Any(assembly => assembly.GetName().Name == name));

    private static long ResidentBytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
