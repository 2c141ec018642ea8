using System.Buffers.Binary;

namespace LocalRag.Memory.Platform;

/// <summary>The figures of <c>MEMORYSTATUSEX</c> and <c>PROCESS_MEMORY_COUNTERS_EX</c> of a 64-bit process.</summary>
internal static class WindowsMemoryFigures
{
    public const int MachineLength = 64;
    public const int ProcessLength = 80;

    /// <summary>Returns the machine's memory and what is available of it.</summary>
    public static (long Machine, long Available) ReadMachine(ReadOnlySpan<byte> answer) =>
        (BinaryPrimitives.ReadInt64LittleEndian(answer[8..]), BinaryPrimitives.ReadInt64LittleEndian(answer[16..]));

    public static ProcessMemory ReadProcess(ReadOnlySpan<byte> answer)
    {
        long workingSet = BinaryPrimitives.ReadInt64LittleEndian(answer[16..]);
        long privateUsage = BinaryPrimitives.ReadInt64LittleEndian(answer[72..]);
        return new ProcessMemory("private bytes", privateUsage, workingSet, privateUsage, Compressed: null);
    }
}
