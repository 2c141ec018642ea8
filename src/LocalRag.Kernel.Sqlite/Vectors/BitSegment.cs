using System.Buffers.Binary;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Rows of one bit per dimension in blocks of 64: first the first byte of all 64 rows, then the second of all, and so on, so that one
/// instruction looks at the same dimensions of many rows.
/// </summary>
/// <remarks>
/// Within such a column the first 32 rows have the even places and the others the odd ones: where two bytes are summed as one 16-bit
/// number and taken apart again, both halves come out in the order of the rows.
/// </remarks>
internal sealed class BitSegment : VectorSegment
{
    public const int BlockRows = 64;

    private readonly int _bitBytes;

    public BitSegment(int capacity, int bitBytes)
        : base((capacity + BlockRows - 1) / BlockRows * BlockRows)
    {
        _bitBytes = bitBytes;
        Bits = GC.AllocateUninitializedArray<byte>(checked(Capacity * bitBytes));
        Factors = new float[Capacity];
        Offsets = new float[Capacity];
    }

    /// <summary>Gets the blocks, one after the other.</summary>
    public byte[] Bits { get; }

    public float[] Factors { get; }

    public float[] Offsets { get; }

    /// <inheritdoc/>
    public override long Bytes => Bits.LongLength + ((long)Capacity * ((2 * sizeof(float)) + sizeof(long)));

    /// <inheritdoc/>
    public override void Write(int row, ReadOnlySpan<byte> stored)
    {
        int place = Place(row);
        for (int i = 0; i < _bitBytes; i++)
        {
            Bits[place + (i * BlockRows)] = stored[i];
        }

        Factors[row] = BinaryPrimitives.ReadSingleLittleEndian(stored[_bitBytes..]);
        Offsets[row] = BinaryPrimitives.ReadSingleLittleEndian(stored[(_bitBytes + sizeof(float))..]);
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, VectorSegment target, int targetRow)
    {
        var rows = (BitSegment)target;
        (int place, int targetPlace) = (Place(row), Place(targetRow));
        for (int i = 0; i < _bitBytes; i++)
        {
            rows.Bits[targetPlace + (i * BlockRows)] = Bits[place + (i * BlockRows)];
        }

        rows.Factors[targetRow] = Factors[row];
        rows.Offsets[targetRow] = Offsets[row];
    }

    /// <summary>Returns where the first byte of a row is.</summary>
    private int Place(int row)
    {
        int inBlock = row % BlockRows;
        int column = inBlock < BlockRows / 2 ? 2 * inBlock : (2 * (inBlock - (BlockRows / 2))) + 1;
        return (row / BlockRows * BlockRows * _bitBytes) + column;
    }
}
