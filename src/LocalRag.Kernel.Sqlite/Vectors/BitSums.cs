using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Adds up, for the 64 rows of a block at once, what the query's table says for every four bits of a row. A table of 16 bytes fits a
/// register, so that one shuffle looks up as many rows as it has bytes (André, Kermarrec and Le Scouarnec, Quicker ADC, 2019).
/// </summary>
/// <remarks>
/// It counts bits weighted by the query. .NET has no intrinsic for the AVX-512 population count, and this needs a quarter of its instructions:
/// four bit planes of the query would take four AND, four counts and four additions where this takes two of each for eight dimensions.
/// </remarks>
internal static class BitSums
{
    /// <summary>The largest entry of a table: the sum of four fits a byte.</summary>
    public const int LargestEntry = 60;

    private const int TableSize = 16;

    /// <summary>Writes the sums of the rows of a block.</summary>
    /// <param name="block">The first byte of the block.</param>
    /// <param name="table">The first of 16 entries for each four bits.</param>
    /// <param name="bytes">The bytes of a row's bits, an even number.</param>
    /// <param name="sums">The first of 64 places.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref readonly byte block, ref readonly byte table, int bytes, ref ushort sums)
    {
        if (Avx512BW.IsSupported)
        {
            AddAvx512(in block, in table, bytes, ref sums);
        }
        else if (Avx2.IsSupported)
        {
            AddAvx2(in block, in table, bytes, ref sums);
        }
        else
        {
            AddPortable(in block, in table, bytes, ref sums);
        }
    }

    private static void AddAvx512(ref readonly byte block, ref readonly byte table, int bytes, ref ushort sums)
    {
        Vector512<byte> nibble = Vector512.Create((byte)0x0F);
        Vector512<ushort> lower = Vector512.Create((ushort)0xFF);
        Vector512<ushort> even = Vector512<ushort>.Zero;
        Vector512<ushort> odd = Vector512<ushort>.Zero;
        for (nuint i = 0; i < (nuint)bytes; i += 2)
        {
            Vector512<byte> first = Vector512.LoadUnsafe(in block, i * BitSegment.BlockRows);
            Vector512<byte> second = Vector512.LoadUnsafe(in block, (i + 1) * BitSegment.BlockRows);
            Vector512<byte> sum =
                Avx512BW.Shuffle(Table512(in table, 2 * i), first & nibble)
                + Avx512BW.Shuffle(Table512(in table, (2 * i) + 1), (first.AsUInt16() >>> 4).AsByte() & nibble)
                + Avx512BW.Shuffle(Table512(in table, (2 * i) + 2), second & nibble)
                + Avx512BW.Shuffle(Table512(in table, (2 * i) + 3), (second.AsUInt16() >>> 4).AsByte() & nibble);
            even += sum.AsUInt16() & lower;
            odd += sum.AsUInt16() >>> 8;
        }

        even.StoreUnsafe(ref sums);
        odd.StoreUnsafe(ref sums, BitSegment.BlockRows / 2);
    }

    internal static void AddAvx2(ref readonly byte block, ref readonly byte table, int bytes, ref ushort sums)
    {
        Vector256<byte> nibble = Vector256.Create((byte)0x0F);
        Vector256<ushort> lower = Vector256.Create((ushort)0xFF);
        for (nuint half = 0; half < 2; half++)
        {
            Vector256<ushort> even = Vector256<ushort>.Zero;
            Vector256<ushort> odd = Vector256<ushort>.Zero;
            for (nuint i = 0; i < (nuint)bytes; i += 2)
            {
                Vector256<byte> first = Vector256.LoadUnsafe(in block, (i * BitSegment.BlockRows) + (half * 32));
                Vector256<byte> second = Vector256.LoadUnsafe(in block, ((i + 1) * BitSegment.BlockRows) + (half * 32));
                Vector256<byte> sum =
                    Avx2.Shuffle(Table256(in table, 2 * i), first & nibble)
                    + Avx2.Shuffle(Table256(in table, (2 * i) + 1), (first.AsUInt16() >>> 4).AsByte() & nibble)
                    + Avx2.Shuffle(Table256(in table, (2 * i) + 2), second & nibble)
                    + Avx2.Shuffle(Table256(in table, (2 * i) + 3), (second.AsUInt16() >>> 4).AsByte() & nibble);
                even += sum.AsUInt16() & lower;
                odd += sum.AsUInt16() >>> 8;
            }

            even.StoreUnsafe(ref sums, half * 16);
            odd.StoreUnsafe(ref sums, (BitSegment.BlockRows / 2) + (half * 16));
        }
    }

    /// <summary>Works on registers of 128 bits, as ARM has them, and without any by the framework's own emulation.</summary>
    internal static void AddPortable(ref readonly byte block, ref readonly byte table, int bytes, ref ushort sums)
    {
        Vector128<byte> nibble = Vector128.Create((byte)0x0F);
        Vector128<ushort> lower = Vector128.Create((ushort)0xFF);
        for (nuint quarter = 0; quarter < 4; quarter++)
        {
            Vector128<ushort> even = Vector128<ushort>.Zero;
            Vector128<ushort> odd = Vector128<ushort>.Zero;
            for (nuint i = 0; i < (nuint)bytes; i += 2)
            {
                Vector128<byte> first = Vector128.LoadUnsafe(in block, (i * BitSegment.BlockRows) + (quarter * 16));
                Vector128<byte> second = Vector128.LoadUnsafe(in block, ((i + 1) * BitSegment.BlockRows) + (quarter * 16));
                Vector128<byte> sum =
                    Vector128.Shuffle(Table128(in table, 2 * i), first & nibble)
                    + Vector128.Shuffle(Table128(in table, (2 * i) + 1), first >>> 4)
                    + Vector128.Shuffle(Table128(in table, (2 * i) + 2), second & nibble)
                    + Vector128.Shuffle(Table128(in table, (2 * i) + 3), second >>> 4);
                even += sum.AsUInt16() & lower;
                odd += sum.AsUInt16() >>> 8;
            }

            even.StoreUnsafe(ref sums, quarter * 8);
            odd.StoreUnsafe(ref sums, (BitSegment.BlockRows / 2) + (quarter * 8));
        }
    }

    private static Vector128<byte> Table128(ref readonly byte table, nuint index) => Vector128.LoadUnsafe(in table, index * TableSize);

    private static Vector256<byte> Table256(ref readonly byte table, nuint index) => Vector256.Create(Table128(in table, index));

    private static Vector512<byte> Table512(ref readonly byte table, nuint index) => Vector512.Create(Table256(in table, index));
}
