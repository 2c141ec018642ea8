using System.Numerics;
using System.Runtime.Intrinsics;

namespace LocalRag.Sqlite.Vectors;

/// <summary>Compares rows of one bit per dimension with a query of about six bits: for every four dimensions a table of what each of the 16 patterns of signs adds.</summary>
internal sealed class BitScan : SegmentScan
{
    private const int BitsPerTable = 4;
    private const int Patterns = 1 << BitsPerTable;

    private readonly byte[] _tables;
    private readonly int _bitBytes;
    private readonly float _step;
    private readonly float _floor;

    public BitScan(BitQuantizer quantizer, ReadOnlySpan<float> query)
    {
        _bitBytes = quantizer.BitBytes;
        float[] rotated = new float[_bitBytes * 8];
        quantizer.Rotate(query, rotated.AsSpan(0, quantizer.Dimensions));
        int count = rotated.Length / BitsPerTable;
        float widest = 0;
        for (int table = 0; table < count; table++)
        {
            float reach = Reach(rotated, table);
            widest = Math.Max(widest, reach);
            _floor -= reach;
        }

        _step = widest == 0 ? 1 : 2 * widest / BitSums.LargestEntry;
        _tables = new byte[count * Patterns];
        for (int i = 0; i < _tables.Length; i++)
        {
            _tables[i] = Entry(rotated, i / Patterns, i % Patterns);
        }
    }

    /// <inheritdoc/>
    public override void Run(SegmentView view, int first, int end, TopChunks best)
    {
        var segment = (BitSegment)view.Segment;
        Span<ushort> sums = stackalloc ushort[BitSegment.BlockRows];
        for (int block = first / BitSegment.BlockRows * BitSegment.BlockRows; block < end; block += BitSegment.BlockRows)
        {
            BitSums.Add(in segment.Bits[block * _bitBytes], in _tables[0], _bitBytes, ref sums[0]);
            Gather(view, segment, sums, block, first, end, best);
        }
    }

    private void Gather(SegmentView view, BitSegment segment, ReadOnlySpan<ushort> sums, int block, int first, int end, TopChunks best)
    {
        ref readonly ushort sum = ref sums[0];
        ref readonly float factor = ref segment.Factors[block];
        ref readonly float offset = ref segment.Offsets[block];
        for (int i = 0; i < BitSegment.BlockRows; i += Vector256<float>.Count)
        {
            Vector128<ushort> part = Vector128.LoadUnsafe(in sum, (nuint)i);
            Vector256<float> products = Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(part), Vector128.WidenUpper(part)).AsInt32());
            Vector256<float> scores = ((products * _step) + Vector256.Create(_floor)) * Vector256.LoadUnsafe(in factor, (nuint)i)
                + Vector256.LoadUnsafe(in offset, (nuint)i);
            uint near = Vector256.GreaterThanOrEqual(scores, Vector256.Create((float)best.Threshold)).ExtractMostSignificantBits();
            for (; near != 0; near &= near - 1)
            {
                int lane = BitOperations.TrailingZeroCount(near);
                int row = block + i + lane;
                if (row >= first && row < end && !view.IsRemoved(row))
                {
                    best.Add(segment.Chunks[row], scores.GetElement(lane));
                }
            }
        }
    }

    private static float Reach(ReadOnlySpan<float> rotated, int table)
    {
        float reach = 0;
        foreach (float value in rotated.Slice(table * BitsPerTable, BitsPerTable))
        {
            reach += MathF.Abs(value);
        }

        return reach;
    }

    private byte Entry(ReadOnlySpan<float> rotated, int table, int pattern)
    {
        float sum = Reach(rotated, table);
        for (int bit = 0; bit < BitsPerTable; bit++)
        {
            float value = rotated[(table * BitsPerTable) + bit];
            sum += (pattern & (1 << bit)) != 0 ? value : -value;
        }

        // Rounding must not lead beyond the largest entry, where four of them would overflow a byte.
        return (byte)Math.Clamp(MathF.Round(sum / _step), 0, BitSums.LargestEntry);
    }
}
