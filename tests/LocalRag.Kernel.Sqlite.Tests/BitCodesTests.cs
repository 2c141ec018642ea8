using System.Numerics.Tensors;
using System.Runtime.Intrinsics.X86;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Tests;

public sealed class BitCodesTests
{
    private delegate void Kernel(ref readonly byte block, ref readonly byte table, int bytes, ref ushort sums);

    public static TheoryData<int> Dimensions => [1, 7, 8, 63, 64, 65, 384, 768, 1000, 1536];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Rotation_OfTwoVectors_KeepsTheirProduct(int dimensions)
    {
        var random = new Random(dimensions);
        float[] left = Int8CodesTests.RandomUnit(random, dimensions);
        float[] right = Int8CodesTests.RandomUnit(random, dimensions);
        float before = TensorPrimitives.Dot<float>(left, right);
        var rotation = new RandomRotation(dimensions, seed: 5);

        rotation.Apply(left);
        rotation.Apply(right);

        Assert.Equal(before, TensorPrimitives.Dot<float>(left, right), 1e-4f);
        Assert.Equal(1, TensorPrimitives.Norm<float>(left), 1e-4f);
    }

    [Fact]
    public void Rotation_OfOneDirection_SpreadsItOverAllDimensions()
    {
        float[] vector = new float[384];
        vector[100] = 1;

        new RandomRotation(384, seed: 5).Apply(vector);

        Assert.InRange(MathF.Abs(TensorPrimitives.MaxMagnitude<float>(vector)), 0.05f, 0.3f);
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Sums_OnEveryPath_AreThoseOfTheTables(int dimensions)
    {
        var random = new Random(dimensions);
        int bytes = BitQuantizer.BytesOfBits(dimensions);
        byte[] block = new byte[bytes * BitSegment.BlockRows];
        random.NextBytes(block);
        byte[] table = [.. Enumerable.Range(0, bytes * 2 * 16).Select(_ => (byte)random.Next(BitSums.LargestEntry + 1))];
        ushort[] expected = [.. Enumerable.Range(0, BitSegment.BlockRows).Select(row => ExpectedSum(block, table, bytes, row))];

        Assert.Equal(expected, Run(BitSums.Add));
        Assert.Equal(expected, Run(BitSums.AddPortable));
        Assert.Equal(expected, Avx2.IsSupported ? Run(BitSums.AddAvx2) : expected);

        ushort[] Run(Kernel kernel)
        {
            ushort[] sums = new ushort[BitSegment.BlockRows];
            kernel(in block[0], in table[0], bytes, ref sums[0]);
            return sums;
        }
    }

    [Theory]
    [InlineData(384)]
    [InlineData(1000)]
    public void Scan_OfRandomVectors_FindsTheNearestAmongItsCandidates(int dimensions)
    {
        const int Rows = 2_000;
        var random = new Random(dimensions);
        float[][] vectors = [.. Enumerable.Range(0, Rows).Select(_ => Int8CodesTests.RandomUnit(random, dimensions))];
        var quantizer = new BitQuantizer(1, dimensions, seed: 3, new float[dimensions]);
        var segment = new BitSegment(Rows, quantizer.BitBytes);
        byte[] code = new byte[quantizer.CodeBytes];
        for (int row = 0; row < Rows; row++)
        {
            quantizer.Encode(vectors[row], code);
            segment.Write(row, code);
            segment.Chunks[row] = row;
        }

        float[] query = Int8CodesTests.RandomUnit(random, dimensions);
        using var best = new TopChunks(200);
        new BitScan(quantizer, query).Run(new SegmentView(segment, Rows, null, 0), 0, Rows, best);

        long[] nearest = [.. Enumerable.Range(0, Rows).OrderByDescending(row => TensorPrimitives.Dot<float>(query, vectors[row])).Take(5).Select(static row => (long)row)];
        Assert.Subset(best.Chunks.ToArray().ToHashSet(), nearest.ToHashSet());
        Assert.All(
            Enumerable.Range(0, best.Count),
            i => Assert.Equal(TensorPrimitives.Dot<float>(query, vectors[best.Chunks[i]]), (float)best.Scores[i], 0.25f));
    }

    [Fact]
    public void Rows_CopiedToAnotherSegment_AreFoundThere()
    {
        var random = new Random(8);
        var quantizer = new BitQuantizer(1, 64, seed: 3, new float[64]);
        (BitSegment source, BitSegment target) = (new BitSegment(100, quantizer.BitBytes), new BitSegment(100, quantizer.BitBytes));
        byte[] code = new byte[quantizer.CodeBytes];
        float[] vector = Int8CodesTests.RandomUnit(random, 64);
        quantizer.Encode(vector, code);
        source.Write(70, code);
        source.CopyRow(70, target, 3);
        target.Chunks[3] = 7;

        using var best = new TopChunks(1);
        new BitScan(quantizer, vector).Run(new SegmentView(target, 4, null, 0), 3, 4, best);

        Assert.Equal(7, Assert.Single(best.Chunks.ToArray()));
        Assert.Equal(1, best.Scores[0], 0.05);
    }

    private static ushort ExpectedSum(byte[] block, byte[] table, int bytes, int row)
    {
        int column = row < 32 ? 2 * row : (2 * (row - 32)) + 1;
        return (ushort)Enumerable.Range(0, bytes).Sum(i =>
        {
            byte bits = block[(i * BitSegment.BlockRows) + column];
            return table[(2 * i * 16) + (bits & 15)] + table[(((2 * i) + 1) * 16) + (bits >> 4)];
        });
    }
}
