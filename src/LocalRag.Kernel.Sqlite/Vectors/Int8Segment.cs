using System.Runtime.CompilerServices;

namespace LocalRag.Sqlite.Vectors;

/// <summary>Rows of one byte per dimension, made from the full vectors.</summary>
internal sealed class Int8Segment : VectorSegment
{
    private readonly sbyte[] _memory;
    private readonly int _offset;
    private readonly int _stride;

    public Int8Segment(int capacity, int dimensions)
        : base(capacity)
    {
        _stride = Int8Codes.Stride(dimensions);

        // Pinned, so that the rows keep their alignment to cache lines.
        _memory = GC.AllocateUninitializedArray<sbyte>(checked((capacity * _stride) + Int8Codes.RowAlignment), pinned: true);
        _offset = AlignmentOffset(_memory);
        Scales = new float[capacity];
    }

    public float[] Scales { get; }

    /// <inheritdoc/>
    public override long Bytes => _memory.LongLength + ((long)Capacity * (sizeof(float) + sizeof(long)));

    /// <summary>Returns the first code of a row; the rows after it follow in memory.</summary>
    public ref sbyte RowReference(int index) => ref _memory[_offset + (index * _stride)];

    /// <inheritdoc/>
    public override void Write(int row, ReadOnlySpan<byte> stored) => Scales[row] = Int8Codes.Encode(UnitVector.FromBytes(stored), Row(row));

    /// <inheritdoc/>
    public override void CopyRow(int row, VectorSegment target, int targetRow)
    {
        var rows = (Int8Segment)target;
        Row(row).CopyTo(rows.Row(targetRow));
        rows.Scales[targetRow] = Scales[row];
    }

    private Span<sbyte> Row(int index) => _memory.AsSpan(_offset + (index * _stride), _stride);

    private static unsafe int AlignmentOffset(sbyte[] memory)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref memory[0]);
        return (int)((Int8Codes.RowAlignment - (address % Int8Codes.RowAlignment)) % Int8Codes.RowAlignment);
    }
}
