using LocalRag.Memory.Platform;

namespace LocalRag.Tests.Memory;

/// <summary>A machine whose memory a test sets.</summary>
internal sealed class FakeMemorySystem : IMemorySystem
{
    private readonly Lock _lock = new();

    public MemorySample Current { get; set; } = new(Capacity: 16_000_000_000, Available: 10_000_000_000, Process: 500_000_000);

    /// <summary>Has the process hold more; safe for all callers at once.</summary>
    public void Grow(long bytes)
    {
        lock (_lock)
        {
            Current = Current with { Process = Current.Process + bytes };
        }
    }

    public MemorySample Sample() => Current;

    public ProcessMemory ReadProcess() => new("PSS", Current.Process, Current.Process, Current.Process, null);

    public IReadOnlyList<MemoryMapping> ReadMappings() => [];

    public NativeHeap? ReadNativeHeap() => null;

    public int NativeTrims { get; private set; }

    public void TrimNativeHeap() => NativeTrims++;

    public int? Handles { get; set; }

    public int? CountHandles() => Handles;
}
