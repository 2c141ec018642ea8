using LocalRag.Memory.Platform;

namespace LocalRag.Tests.Memory;

/// <summary>A machine whose memory a test sets.</summary>
internal sealed class FakeMemorySystem : IMemorySystem
{
    public MemorySample Current { get; set; } = new(Capacity: 16_000_000_000, Available: 10_000_000_000, Process: 500_000_000);

    public MemorySample Sample() => Current;

    public ProcessMemory ReadProcess() => new("PSS", Current.Process, Current.Process, Current.Process, null, []);

    public NativeHeap? ReadNativeHeap() => null;

    public int NativeTrims { get; private set; }

    public void TrimNativeHeap() => NativeTrims++;

    public int? CountHandles() => null;
}
