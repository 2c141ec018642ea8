using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace LocalRag.Memory.Platform;

/// <summary>macOS: the Mach kernel's books of the task and the machine, and the system's own memory-pressure level.</summary>
[SupportedOSPlatform("macos")]
[SuppressMessage("Style", "IDE1006", Justification = "The names in C.")]
internal sealed unsafe partial class MacMemorySystem : IMemorySystem
{
    private const string Library = "libSystem.dylib";
    private const int TaskVmInfo = 22;
    private const int HostVmInfo64 = 4;

    private readonly uint _task = *(uint*)NativeLibrary.GetExport(NativeLibrary.Load("/usr/lib/libSystem.dylib"), "mach_task_self_");

    // Each call of mach_host_self adds a reference to the port.
    private readonly uint _host = mach_host_self();
    private readonly long _machine = ReadSystemInt64("hw.memsize");

    public MemorySample Sample()
    {
        Span<byte> answer = stackalloc byte[MacMemoryFigures.MachineLength];
        uint count = (uint)answer.Length / sizeof(int);
        fixed (byte* bytes = answer)
        {
            Check(host_statistics64(_host, HostVmInfo64, bytes, &count), "host_statistics64");
        }

        int level = ReadSystemInt32("kern.memorystatus_vm_pressure_level");
        long available = MacMemoryFigures.ReadAvailable(answer, Environment.SystemPageSize, _machine);
        return new MemorySample(MemorySystem.Capacity(_machine), available, ReadProcess().Bytes, System: MacMemoryFigures.Pressure(level), IsLimited: MemorySystem.Capacity(_machine) < _machine);
    }

    public ProcessMemory ReadProcess()
    {
        Span<byte> answer = stackalloc byte[MacMemoryFigures.TaskLength];
        uint count = (uint)answer.Length / sizeof(int);
        fixed (byte* bytes = answer)
        {
            Check(task_info(_task, TaskVmInfo, bytes, &count), "task_info");
        }

        return MacMemoryFigures.ReadTask(answer);
    }

    public IReadOnlyList<MemoryMapping> ReadMappings() => [];

    public NativeHeap? ReadNativeHeap()
    {
        ZoneStatistics statistics = default;
        malloc_zone_statistics(0, &statistics);
        return new NativeHeap((long)statistics.InUse, (long)(statistics.Allocated - statistics.InUse));
    }

    public void TrimNativeHeap() => malloc_zone_pressure_relief(0, 0);

    public int? CountHandles() => Directory.EnumerateFileSystemEntries("/dev/fd").Count();

    private static long ReadSystemInt64(string name)
    {
        long value;
        nuint length = sizeof(long);
        Check(sysctlbyname(name, &value, &length, 0, 0), name);
        return value;
    }

    private static int ReadSystemInt32(string name)
    {
        int value;
        nuint length = sizeof(int);
        Check(sysctlbyname(name, &value, &length, 0, 0), name);
        return value;
    }

    private static void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new LocalRagException($"macOS does not tell about memory: {call} gave {code}.", "Run without a sandbox that forbids it.");
        }
    }

    [LibraryImport(Library)]
    private static partial uint mach_host_self();

    [LibraryImport(Library)]
    private static partial int task_info(uint task, int flavor, byte* answer, uint* count);

    [LibraryImport(Library)]
    private static partial int host_statistics64(uint host, int flavor, byte* answer, uint* count);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int sysctlbyname(string name, void* oldValue, nuint* oldLength, nint newValue, nuint newLength);

    [LibraryImport(Library)]
    private static partial void malloc_zone_statistics(nint zone, ZoneStatistics* statistics);

    [LibraryImport(Library)]
    private static partial nuint malloc_zone_pressure_relief(nint zone, nuint goal);

    /// <summary><c>malloc_statistics_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ZoneStatistics
    {
        public uint Blocks;
        public nuint InUse;
        public nuint MaximumInUse;
        public nuint Allocated;
    }
}
