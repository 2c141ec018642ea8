using System.Runtime.CompilerServices;

namespace LocalRag.Sqlite.Vectors;

/// <summary>A block of rows of codes, in ascending order of their chunks. Rows are only ever added after those that a snapshot shows.</summary>
internal sealed class VectorSegment
{
    private readonly sbyte[] _memory;
    private readonly int _offset;
    private readonly int _stride;

    public VectorSegment(int capacity, int dimensions)
    {
        Capacity = capacity;
        _stride = Int8Codes.Stride(dimensions);

        // Pinned, so that the rows keep their alignment to cache lines.
        _memory = GC.AllocateUninitializedArray<sbyte>(checked((capacity * _stride) + Int8Codes.RowAlignment), pinned: true);
        _offset = AlignmentOffset(_memory);
        Chunks = new long[capacity];
        Scales = new float[capacity];
    }

    public int Capacity { get; }

    /// <summary>Gets the bytes of all rows.</summary>
    public long Bytes => _memory.LongLength + (Capacity * (long)(sizeof(long) + sizeof(float)));

    public long[] Chunks { get; }

    public float[] Scales { get; }

    public Span<sbyte> Row(int index) => _memory.AsSpan(_offset + (index * _stride), _stride);

    /// <summary>Returns the first code of a row; the rows after it follow in memory.</summary>
    public ref sbyte RowReference(int index) => ref _memory[_offset + (index * _stride)];

    private static unsafe int AlignmentOffset(sbyte[] memory)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref memory[0]);
        return (int)((Int8Codes.RowAlignment - (address % Int8Codes.RowAlignment)) % Int8Codes.RowAlignment);
    }
}
