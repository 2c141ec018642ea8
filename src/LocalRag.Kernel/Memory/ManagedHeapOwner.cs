using System.Diagnostics.CodeAnalysis;
using System.Runtime;

namespace LocalRag.Memory;

/// <summary>The heap of the runtime, with what other owners hold in it.</summary>
internal sealed class ManagedHeapOwner : IMemoryOwner
{
    public const string OwnerName = "managed.heap";

    private MemoryTrim _level;

    public string Name => OwnerName;

    public MemoryKind Kind => MemoryKind.ManagedHeap;

    public MemoryPriority Priority => MemoryPriority.Spare;

    public MemoryUsage GetUsage() => new(Private: 0, Managed: GC.GetGCMemoryInfo().TotalCommittedBytes);

    public long GetTrimmableBytes(MemoryTrim level) =>
        level == MemoryTrim.None ? 0 : Math.Max(0, GC.GetGCMemoryInfo().TotalCommittedBytes - GC.GetTotalMemory(forceFullCollection: false));

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        if (level > _level)
        {
            Collect();
        }

        _level = level;
        return ValueTask.CompletedTask;
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "Under pressure, and only then, the heap is compacted and its free pages go back to the system.")]
    public static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
