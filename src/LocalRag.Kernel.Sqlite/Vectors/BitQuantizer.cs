using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Makes codes of one bit per dimension: the signs of the vector less the mean of all, rotated, with two numbers that turn the bits
/// into an estimate of a cosine (Gao and Long, RaBitQ, 2024).
/// </summary>
/// <remarks>
/// For a query q and a vector d with the residual r = d - mean: cosine = (q - mean) . r + d . mean + what is the same for all d. The
/// first product is estimated as (rotated q - mean) . signs(rotated r) * |r|² / sum(|rotated r|): the factor; d . mean is the offset.
/// </remarks>
internal sealed class BitQuantizer(long id, int dimensions, long seed, float[] mean)
{
    /// <summary>Vectors that are longer than this cannot be scanned with 16-bit sums, and keep one byte per dimension.</summary>
    public const int MostDimensions = 4096;

    /// <summary>The bytes of the factor and the offset, after the bits.</summary>
    public const int CorrectionBytes = 2 * sizeof(float);

    private readonly RandomRotation _rotation = new(dimensions, seed);

    /// <summary>Gets the number under which the index keeps it; never given twice.</summary>
    public long Id { get; } = id;

    public int Dimensions { get; } = dimensions;

    public ReadOnlySpan<float> Mean => mean;

    public long Seed { get; } = seed;

    /// <summary>Gets the bytes that the bits of a vector take: whole words of 64 bits.</summary>
    public int BitBytes { get; } = BytesOfBits(dimensions);

    public int CodeBytes => BitBytes + CorrectionBytes;

    public static int BytesOfBits(int dimensions) => (dimensions + 63) / 64 * sizeof(ulong);

    /// <summary>Writes the code of a vector of unit length: the bits, the factor, the offset.</summary>
    public void Encode(ReadOnlySpan<float> vector, Span<byte> code)
    {
        Span<float> rotated = Dimensions <= 1024 ? stackalloc float[Dimensions] : new float[Dimensions];
        Rotate(vector, rotated);
        code[..BitBytes].Clear();
        for (int i = 0; i < rotated.Length; i++)
        {
            if (rotated[i] >= 0)
            {
                code[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        float sum = TensorPrimitives.SumOfMagnitudes<float>(rotated);
        float factor = sum == 0 ? 0 : TensorPrimitives.SumOfSquares<float>(rotated) / sum;
        BinaryPrimitives.WriteSingleLittleEndian(code[BitBytes..], factor);
        BinaryPrimitives.WriteSingleLittleEndian(code[(BitBytes + sizeof(float))..], TensorPrimitives.Dot(vector, mean));
    }

    /// <summary>Subtracts the mean and rotates.</summary>
    public void Rotate(ReadOnlySpan<float> vector, Span<float> rotated)
    {
        TensorPrimitives.Subtract(vector, mean, rotated);
        _rotation.Apply(rotated);
    }
}
