using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>A sequence's keys and values in native memory, which is where the library reads and writes them. Not on the managed heap: they are large and live long.</summary>
internal sealed unsafe class KvBuffer : SafeHandle
{
    public KvBuffer(long bytes)
        : base(0, ownsHandle: true)
    {
        Bytes = bytes;
        SetHandle((nint)NativeMemory.Alloc((nuint)bytes));
    }

    public override bool IsInvalid => handle == 0;

    public long Bytes { get; }

    /// <summary>Returns a part of the bytes; the caller keeps the buffer alive.</summary>
    public Span<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + length, Bytes);
        return new Span<byte>((byte*)handle + offset, length);
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
