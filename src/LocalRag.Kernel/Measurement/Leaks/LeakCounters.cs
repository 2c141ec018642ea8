using System.Diagnostics;
using System.Runtime.Loader;
using LocalRag.Memory;
using LocalRag.Memory.Platform;

namespace LocalRag.Measurement.Leaks;

/// <summary>Reads the counters of this process once everything that can go is gone.</summary>
internal sealed class LeakCounters(IMemorySystem system)
{
    public IReadOnlyDictionary<LeakCounter, double> Read()
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
            values[LeakCounter.NativeHeap] = heap.InUse;
        }

        return values;
    }
}
