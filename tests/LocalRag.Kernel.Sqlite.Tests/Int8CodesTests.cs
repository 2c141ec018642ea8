using System.Numerics.Tensors;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Tests;

public sealed class Int8CodesTests
{
    public static TheoryData<int> Dimensions => [1, 7, 63, 64, 65, 384, 768, 1000];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Dot_OnEveryPath_IsTheExactSum(int dimensions)
    {
        var random = new Random(dimensions);
        sbyte[] left = RandomRow(random, dimensions);
        sbyte[] right = RandomRow(random, dimensions);
        int expected = left.Zip(right, static (a, b) => a * b).Sum();

        Assert.Equal(expected, Int8Codes.Dot(in left[0], in right[0], left.Length));
        Assert.Equal(expected, Int8Codes.DotPortable(in left[0], in right[0], left.Length));
    }

    [Fact]
    public void Dot_OnAvx2_IsTheExactSum()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "This processor has no AVX2.");
        sbyte[] left = RandomRow(new Random(1), 384);
        sbyte[] right = RandomRow(new Random(2), 384);

        Assert.Equal(left.Zip(right, static (a, b) => a * b).Sum(), Int8Codes.DotAvx2(in left[0], in right[0], left.Length));
    }

    [Fact]
    public void Dot_OfTheLargestCodes_DoesNotOverflow()
    {
        sbyte[] row = new sbyte[131_072];
        Array.Fill(row, (sbyte)-127);

        Assert.Equal(131_072 * 127 * 127, Int8Codes.Dot(in row[0], in row[0], row.Length));
        Assert.Equal(131_072 * 127 * 127, Int8Codes.DotPortable(in row[0], in row[0], row.Length));
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Codes_OfTwoVectors_GiveTheirCosineNearly(int dimensions)
    {
        var random = new Random(dimensions);
        float[] left = RandomUnit(random, dimensions);
        float[] right = RandomUnit(random, dimensions);
        sbyte[] leftRow = new sbyte[Int8Codes.Stride(dimensions)];
        sbyte[] rightRow = new sbyte[Int8Codes.Stride(dimensions)];
        float scale = Int8Codes.Encode(left, leftRow) * Int8Codes.Encode(right, rightRow);

        Assert.Equal(TensorPrimitives.Dot<float>(left, right), Int8Codes.Dot(in leftRow[0], in rightRow[0], leftRow.Length) * scale, 0.01f);
    }

    [Fact]
    public void Codes_OfZeros_AreZeroWithoutScale()
    {
        sbyte[] row = new sbyte[64];
        Array.Fill(row, (sbyte)5);

        Assert.Equal(0, Int8Codes.Encode(new float[40], row));
        Assert.All(row, static code => Assert.Equal(0, code));
    }

    [Fact]
    public void TopChunks_OfManyScores_AreTheBestWhateverTheOrder()
    {
        var random = new Random(3);
        (long Chunk, double Score)[] all = [.. Enumerable.Range(0, 1000).Select(i => ((long)i, (double)random.Next(50)))];
        random.Shuffle(all);
        using var top = new TopChunks(20);
        foreach ((long chunk, double score) in all)
        {
            top.Add(chunk, score);
        }

        Assert.Equal(
            all.OrderByDescending(static pair => pair.Score).ThenBy(static pair => pair.Chunk).Take(20).Select(static pair => pair.Chunk).Order(),
            top.Chunks.ToArray().Order());
    }

    internal static float[] RandomUnit(Random random, int dimensions)
    {
        float[] vector = [.. Enumerable.Range(0, dimensions).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static sbyte[] RandomRow(Random random, int dimensions)
    {
        sbyte[] row = new sbyte[Int8Codes.Stride(dimensions)];
        for (int i = 0; i < dimensions; i++)
        {
            row[i] = (sbyte)random.Next(-127, 128);
        }

        return row;
    }
}
