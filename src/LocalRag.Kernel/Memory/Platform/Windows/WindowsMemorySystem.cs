using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace LocalRag.Memory.Platform;

/// <summary>Windows: <c>GlobalMemoryStatusEx</c>, <c>GetProcessMemoryInfo</c>, and the heap of the C runtime.</summary>
[SupportedOSPlatform("windows")]
[SuppressMessage("Style", "IDE1006", Justification = "The names in C.")]
internal sealed unsafe partial class WindowsMemorySystem : IMemorySystem
{
    public MemorySample Sample()
    {
        Span<byte> answer = stackalloc byte[WindowsMemoryFigures.MachineLength];
        BinaryPrimitives.WriteInt32LittleEndian(answer, answer.Length);
        fixed (byte* bytes = answer)
        {
            Check(GlobalMemoryStatusEx(bytes));
        }

        (long machine, long available) = WindowsMemoryFigures.ReadMachine(answer);
        return new MemorySample(MemorySystem.Capacity(machine), available, ReadProcess().Bytes, IsLimited: MemorySystem.Capacity(machine) < machine);
    }

    public ProcessMemory ReadProcess()
    {
        Span<byte> answer = stackalloc byte[WindowsMemoryFigures.ProcessLength];
        BinaryPrimitives.WriteInt32LittleEndian(answer, answer.Length);
        fixed (byte* bytes = answer)
        {
            Check(K32GetProcessMemoryInfo(GetCurrentProcess(), bytes, (uint)answer.Length));
        }

        return WindowsMemoryFigures.ReadProcess(answer);
    }

    public IReadOnlyList<MemoryMapping> ReadMappings() => [];

    public NativeHeap? ReadNativeHeap() => null;

    public void TrimNativeHeap() => HeapCompact(GetProcessHeap(), 0);

    public int? CountHandles()
    {
        using Process process = Process.GetCurrentProcess();
        return process.HandleCount;
    }

    private static void Check(int success)
    {
        if (success == 0)
        {
            throw new LocalRagException($"Windows does not tell about memory: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
    }

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int GlobalMemoryStatusEx(byte* answer);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int K32GetProcessMemoryInfo(nint process, byte* answer, uint length);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    private static partial nint GetProcessHeap();

    [LibraryImport("kernel32")]
    private static partial nuint HeapCompact(nint heap, uint flags);
}
