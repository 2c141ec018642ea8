using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Vectors with one byte per dimension: each value divided by the vector's own scale, which maps its largest value to 127.
/// A dot product of two codes times both scales is the cosine, within about 1%.
/// </summary>
/// <remarks>
/// Codes are stored in rows of whole 64-byte lines, the rest of a row is zero: no loop over a row has a remainder.
/// A row of up to 131,072 dimensions cannot overflow the 32-bit sum.
/// </remarks>
internal static class Int8Codes
{
    public const int RowAlignment = 64;

    public static int Stride(int dimensions) => (dimensions + RowAlignment - 1) / RowAlignment * RowAlignment;

    /// <summary>Writes the codes of a vector into a row, with zeros to its end.</summary>
    /// <returns>The scale.</returns>
    public static float Encode(ReadOnlySpan<float> vector, Span<sbyte> row)
    {
        row[vector.Length..].Clear();
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (largest == 0 || !float.IsFinite(largest))
        {
            row.Clear();
            return 0;
        }

        float factor = 127 / largest;
        for (int i = 0; i < vector.Length; i++)
        {
            row[i] = (sbyte)MathF.Round(vector[i] * factor);
        }

        return largest / 127;
    }

    /// <summary>Returns the bytes that <see cref="Write"/> fills.</summary>
    public static int StoredBytes(int dimensions) => sizeof(float) + dimensions;

    /// <summary>Writes the form that the index stores: the scale, then a byte per dimension.</summary>
    public static void Write(ReadOnlySpan<float> vector, Span<byte> stored)
    {
        BinaryPrimitives.WriteSingleLittleEndian(stored, Encode(vector, MemoryMarshal.Cast<byte, sbyte>(stored[sizeof(float)..])));
    }

    /// <summary>Reads the stored form into a row, with zeros to its end.</summary>
    /// <returns>The scale.</returns>
    public static float Read(ReadOnlySpan<byte> stored, Span<sbyte> row)
    {
        ReadOnlySpan<sbyte> codes = MemoryMarshal.Cast<byte, sbyte>(stored[sizeof(float)..]);
        codes.CopyTo(row);
        row[codes.Length..].Clear();
        return BinaryPrimitives.ReadSingleLittleEndian(stored);
    }

    /// <summary>Returns the dot product of two rows of the same length, a multiple of <see cref="RowAlignment"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ref readonly sbyte left, ref readonly sbyte right, int stride)
    {
        if (Avx512BW.IsSupported)
        {
            return DotAvx512(in left, in right, stride);
        }

        if (Avx2.IsSupported)
        {
            return DotAvx2(in left, in right, stride);
        }

        return Dp.IsSupported ? DotArm(in left, in right, stride) : DotPortable(in left, in right, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotAvx512(ref readonly sbyte left, ref readonly sbyte right, int stride)
    {
        Vector512<int> first = Vector512<int>.Zero;
        Vector512<int> second = Vector512<int>.Zero;
        for (nuint i = 0; i < (nuint)stride; i += 64)
        {
            first += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in left, i)),
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in right, i)));
            second += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in left, i + 32)),
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in right, i + 32)));
        }

        return Vector512.Sum(first + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int DotAvx2(ref readonly sbyte left, ref readonly sbyte right, int stride)
    {
        Vector256<int> first = Vector256<int>.Zero;
        Vector256<int> second = Vector256<int>.Zero;
        for (nuint i = 0; i < (nuint)stride; i += 32)
        {
            first += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in left, i)),
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in right, i)));
            second += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in left, i + 16)),
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in right, i + 16)));
        }

        return Vector256.Sum(first + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotArm(ref readonly sbyte left, ref readonly sbyte right, int stride)
    {
        Vector128<int> first = Vector128<int>.Zero;
        Vector128<int> second = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)stride; i += 32)
        {
            first = Dp.DotProduct(first, Vector128.LoadUnsafe(in left, i), Vector128.LoadUnsafe(in right, i));
            second = Dp.DotProduct(second, Vector128.LoadUnsafe(in left, i + 16), Vector128.LoadUnsafe(in right, i + 16));
        }

        return Vector128.Sum(first + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int DotPortable(ref readonly sbyte left, ref readonly sbyte right, int stride)
    {
        Vector128<int> sum = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)stride; i += 16)
        {
            (Vector128<short> leftLower, Vector128<short> leftUpper) = Vector128.Widen(Vector128.LoadUnsafe(in left, i));
            (Vector128<short> rightLower, Vector128<short> rightUpper) = Vector128.Widen(Vector128.LoadUnsafe(in right, i));

            // A product of two codes is at most 16,129, so two of them fit 16 bits.
            (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen((leftLower * rightLower) + (leftUpper * rightUpper));
            sum += lower + upper;
        }

        return Vector128.Sum(sum);
    }
}
