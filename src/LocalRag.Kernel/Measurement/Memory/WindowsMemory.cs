using System.Runtime.InteropServices;

namespace LocalRag.Measurement;

/// <summary>Reads the private working set, which the task manager shows too.</summary>
internal static partial class WindowsMemory
{
    public static long ReadBytes()
    {
        Counters counters = new() { Size = (uint)Marshal.SizeOf<Counters>() };
        return GetProcessMemoryInfo(GetCurrentProcess(), ref counters, counters.Size)
            ? (long)counters.PrivateWorkingSetSize
            : throw new LocalRagException(
                "The system does not tell this process's private working set: that needs Windows 10 22H2 or later.", "Leave the workload start out with --workload.");
    }

    [LibraryImport("kernel32.dll", EntryPoint = "K32GetProcessMemoryInfo")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetProcessMemoryInfo(nint process, ref Counters counters, uint size);

    [LibraryImport("kernel32.dll")]
    private static partial nint GetCurrentProcess();

    /// <summary>PROCESS_MEMORY_COUNTERS_EX2 of psapi.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Counters
    {
        public uint Size;
        public uint PageFaultCount;
        public nuint PeakWorkingSetSize;
        public nuint WorkingSetSize;
        public nuint QuotaPeakPagedPoolUsage;
        public nuint QuotaPagedPoolUsage;
        public nuint QuotaPeakNonPagedPoolUsage;
        public nuint QuotaNonPagedPoolUsage;
        public nuint PagefileUsage;
        public nuint PeakPagefileUsage;
        public nuint PrivateUsage;
        public nuint PrivateWorkingSetSize;
        public ulong SharedCommitUsage;
    }
}
