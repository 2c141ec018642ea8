using LocalRag.Memory.Platform;

namespace LocalRag.Memory;

/// <summary>The heap of the C library, less what the owners in the ledger have told of as theirs.</summary>
internal sealed class NativeHeapOwner(IMemorySystem system, MemoryLedger ledger) : IMemoryOwner
{
    public const string OwnerName = "native.heap";

    private MemoryTrim _level;

    public string Name => OwnerName;

    public MemoryKind Kind => MemoryKind.NativeHeap;

    public MemoryPriority Priority => MemoryPriority.Spare;

    public MemoryUsage GetUsage() =>
        system.ReadNativeHeap() is { } heap ? new MemoryUsage(Math.Max(0, heap.InUse - Owned()) + heap.Free) : default;

    public long GetTrimmableBytes(MemoryTrim level) => level == MemoryTrim.None ? 0 : system.ReadNativeHeap()?.Free ?? 0;

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        if (level > _level)
        {
            system.TrimNativeHeap();
        }

        _level = level;
        return ValueTask.CompletedTask;
    }

    private long Owned() => ledger.List().Where(entry => entry.Owner is not NativeHeapOwner).Sum(entry => entry.Owner.GetUsage().Private);
}
