using System.Diagnostics;
using System.Runtime.Loader;
using LocalRag.Memory;
using LocalRag.Memory.Platform;

namespace LocalRag.Measurement.Leaks;

/// <summary>Reads the counters of this process once everything that can go is gone.</summary>
internal sealed class LeakCounters(IMemorySystem system)
{
    private const int NativeReadings = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    public async Task<IReadOnlyDictionary<LeakCounter, double>> ReadAsync(CancellationToken cancellationToken)
    {
        ManagedHeapOwner.Collect();

        // Before the process is weighed, or pages that were freed long ago would count as growth.
        system.TrimNativeHeap();
        Dictionary<LeakCounter, double> values = new()
        {
            [LeakCounter.LoadContexts] = AssemblyLoadContext.All.Count(),
            [LeakCounter.ManagedHeap] = GC.GetTotalMemory(forceFullCollection: false),
            [LeakCounter.Process] = system.ReadProcess().Bytes,
        };
        using Process process = Process.GetCurrentProcess();
        values[LeakCounter.Threads] = process.Threads.Count;
        if (system.CountHandles() is int handles)
        {
            values[LeakCounter.Handles] = handles;
        }

        if (system.ReadNativeHeap() is { } heap)
        {
            values[LeakCounter.NativeHeap] = await ReadNativeAsync(heap.InUse, cancellationToken);
        }

        return values;
    }

    /// <summary>The runtime compiles in the background and takes megabytes for moments: the least of a few readings is what stays.</summary>
    private async Task<double> ReadNativeAsync(long first, CancellationToken cancellationToken)
    {
        long least = first;
        for (int reading = 1; reading < NativeReadings; reading++)
        {
            await Task.Delay(s_pause, cancellationToken);
            least = Math.Min(least, system.ReadNativeHeap()?.InUse ?? least);
        }

        return least;
    }
}
