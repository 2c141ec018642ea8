using System.Runtime.InteropServices;

namespace LocalRag.Measurement;

/// <summary>Reads the physical footprint: what the system would give back if the process ended, compressed pages included.</summary>
internal static partial class MacMemory
{
    // struct rusage_info_v2 of <sys/resource.h>: a uuid of 16 bytes, then 64-bit fields; ri_phys_footprint is the eighth of them.
    private const int Flavor = 2;
    private const int Size = 16 + (8 * 18);
    private const int FootprintOffset = 16 + (8 * 7);

    public static long ReadBytes()
    {
        Span<byte> buffer = stackalloc byte[Size];
        return proc_pid_rusage(Environment.ProcessId, Flavor, ref MemoryMarshal.GetReference(buffer)) == 0
            ? MemoryMarshal.Read<long>(buffer[FootprintOffset..])
            : throw new LocalRagException("The system does not tell this process's memory (proc_pid_rusage).", "Leave the workload start out with --workload.");
    }

    [LibraryImport("libSystem.dylib")]
    private static partial int proc_pid_rusage(int pid, int flavor, ref byte buffer);
}
