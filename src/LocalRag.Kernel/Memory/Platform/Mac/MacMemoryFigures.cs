using System.Buffers.Binary;

namespace LocalRag.Memory.Platform;

/// <summary>The figures of the Mach kernel's answers, at the places where <c>mach/task_info.h</c> and <c>mach/vm_statistics.h</c> have them.</summary>
internal static class MacMemoryFigures
{
    /// <summary>The length of <c>task_vm_info</c> up to and with <c>phys_footprint</c>, its first revision.</summary>
    public const int TaskLength = 152;

    /// <summary>The length of <c>vm_statistics64</c>.</summary>
    public const int MachineLength = 152;

    /// <summary>Reads <c>task_vm_info</c>.</summary>
    public static ProcessMemory ReadTask(ReadOnlySpan<byte> answer)
    {
        long footprint = BinaryPrimitives.ReadInt64LittleEndian(answer[144..]);
        long resident = BinaryPrimitives.ReadInt64LittleEndian(answer[16..]);
        long compressed = BinaryPrimitives.ReadInt64LittleEndian(answer[120..]);
        return new ProcessMemory("phys_footprint", footprint, resident, footprint, compressed);
    }

    /// <summary>Returns what can be had of a machine's memory: all but what programs, the kernel and the compressor hold, as Activity Monitor counts.</summary>
    /// <param name="answer">A <c>vm_statistics64</c>.</param>
    /// <param name="pageSize">The size of a page.</param>
    /// <param name="machine">The machine's memory.</param>
    public static long ReadAvailable(ReadOnlySpan<byte> answer, long pageSize, long machine)
    {
        long wired = Pages(answer, 12);
        long purgeable = Pages(answer, 88);
        long compressor = Pages(answer, 128);
        long anonymous = Pages(answer, 140);
        return Math.Max(0, machine - ((anonymous - purgeable + wired + compressor) * pageSize));
    }

    /// <summary>Translates <c>kern.memorystatus_vm_pressure_level</c>: 1 normal, 2 warning, 4 critical.</summary>
    public static MemoryPressure Pressure(int level) => level switch
    {
        >= 4 => MemoryPressure.Critical,
        >= 2 => MemoryPressure.Moderate,
        _ => MemoryPressure.None,
    };

    private static long Pages(ReadOnlySpan<byte> answer, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(answer[offset..]);
}
