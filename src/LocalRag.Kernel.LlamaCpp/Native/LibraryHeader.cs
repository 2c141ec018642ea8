using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Reads from a file's first bytes whether it is a shared library for the operating system and processor of this process.</summary>
internal static class LibraryHeader
{
    private const int Length = 4096;

    public static bool IsForThisProcess(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[Length];
        header = header[..file.ReadAtLeast(header, Length, throwOnEndOfStream: false)];
        return OperatingSystem.IsWindows() ? IsPortableExecutable(header, RuntimeInformation.ProcessArchitecture)
            : OperatingSystem.IsMacOS() ? IsMachO(header, RuntimeInformation.ProcessArchitecture)
            : IsElf(header, RuntimeInformation.ProcessArchitecture) && IsWholeElf(header, file.Length);
    }

    internal static bool IsElf(ReadOnlySpan<byte> header, Architecture architecture)
    {
        const int TypeOffset = 16;
        const ushort SharedObject = 3;
        return header.Length >= 64
            && header.StartsWith("\u007fELF\u0002\u0001"u8)
            && BinaryPrimitives.ReadUInt16LittleEndian(header[TypeOffset..]) == SharedObject
            && BinaryPrimitives.ReadUInt16LittleEndian(header[(TypeOffset + 2)..]) == architecture switch
            {
                Architecture.X64 => 62,
                Architecture.Arm64 => 183,
                Architecture.LoongArch64 => 258,
                Architecture.RiscV64 => 243,
                _ => ushort.MaxValue,
            };
    }

    /// <summary>Says whether the file is as long as its header says. The loader of Linux does not look, and the process dies (SIGBUS) at the first missing page.</summary>
    internal static bool IsWholeElf(ReadOnlySpan<byte> header, long fileLength)
    {
        // The table of sections stands at the end of the file.
        ulong tableOffset = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        int tableLength = BinaryPrimitives.ReadUInt16LittleEndian(header[58..]) * BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        return tableOffset <= (ulong)fileLength && (ulong)tableLength <= (ulong)fileLength - tableOffset;
    }

    internal static bool IsMachO(ReadOnlySpan<byte> header, Architecture architecture)
    {
        if (header.Length < 32)
        {
            return false;
        }

        // A universal binary lists its processors; the system's loader picks the right one or says that there is none.
        return BinaryPrimitives.ReadUInt32BigEndian(header) == 0xcafebabe
            || (BinaryPrimitives.ReadUInt32LittleEndian(header) == 0xfeedfacf
                && BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == (architecture == Architecture.Arm64 ? 0x0100000cu : 0x01000007u));
    }

    internal static bool IsPortableExecutable(ReadOnlySpan<byte> header, Architecture architecture)
    {
        const int OffsetOfOffset = 0x3c;
        if (header.Length < OffsetOfOffset + 4 || !header.StartsWith("MZ"u8))
        {
            return false;
        }

        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(header[OffsetOfOffset..]);
        return offset <= header.Length - 6
            && header[(int)offset..].StartsWith("PE\0\0"u8)
            && BinaryPrimitives.ReadUInt16LittleEndian(header[((int)offset + 4)..]) == (architecture == Architecture.Arm64 ? 0xaa64 : 0x8664);
    }
}
