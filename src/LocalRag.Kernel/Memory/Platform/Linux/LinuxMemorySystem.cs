using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace LocalRag.Memory.Platform;

/// <summary>Linux: <c>/proc</c>, the limits of control groups, and glibc.</summary>
/// <param name="root">The folder that stands for <c>/</c>.</param>
internal sealed partial class LinuxMemorySystem(string root = "/") : IMemorySystem
{
    private readonly ControlGroupReader _groups = new(root);

    public MemorySample Sample()
    {
        KilobyteTable machine = KilobyteTable.Read(Path.Combine(root, "proc/meminfo"));
        KilobyteTable process = KilobyteTable.Read(Path.Combine(root, "proc/self/status"));
        ControlGroupMemory? group = _groups.Read();
        PressureStall? stall = PressureStall.Find(group?.PressureFile) ?? PressureStall.Find(Path.Combine(root, "proc/pressure/memory"));
        long total = machine.Require("MemTotal");
        long available = machine.Find("MemAvailable") ?? machine.Require("MemFree");
        return new MemorySample(
            Math.Min(total, group?.Limit ?? long.MaxValue),
            Math.Min(available, group?.Available ?? long.MaxValue),
            process.Require("RssAnon") + process.Require("RssFile") + (process.Find("RssShmem") ?? 0),
            stall?.Some,
            stall?.Full,
            IsLimited: group?.Limit < total);
    }

    public ProcessMemory ReadProcess()
    {
        KilobyteTable sums = KilobyteTable.Read(Path.Combine(root, "proc/self/smaps_rollup"));
        return new ProcessMemory(
            "PSS",
            sums.Require("Pss"),
            sums.Require("Rss"),
            sums.Require("Anonymous"),
            sums.Find("SwapPss"));
    }

    public IReadOnlyList<MemoryMapping> ReadMappings() => MappingTable.Read(Path.Combine(root, "proc/self/smaps"));

    public NativeHeap? ReadNativeHeap()
    {
        try
        {
            AllocationInfo info = mallinfo2();
            return new NativeHeap((long)(info.InUse + info.MappedBytes), (long)info.Free);
        }
        catch (EntryPointNotFoundException)
        {
            // musl, and glibc before 2.33.
            return null;
        }
    }

    public void TrimNativeHeap()
    {
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl gives pages back by itself.
        }
    }

    public int? CountHandles() => Directory.EnumerateFileSystemEntries(Path.Combine(root, "proc/self/fd")).Count();

    [LibraryImport("libc")]
    [SuppressMessage("Style", "IDE1006", Justification = "The name in C.")]
    private static partial AllocationInfo mallinfo2();

    [LibraryImport("libc")]
    [SuppressMessage("Style", "IDE1006", Justification = "The name in C.")]
    private static partial int malloc_trim(nuint padding);

    /// <summary><c>struct mallinfo2</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AllocationInfo
    {
        public nuint Arena;
        public nuint FreeChunks;
        public nuint FastChunks;
        public nuint MappedChunks;
        public nuint MappedBytes;
        public nuint Unused;
        public nuint FastBytes;
        public nuint InUse;
        public nuint Free;
        public nuint Releasable;
    }
}
