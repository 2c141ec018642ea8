using System.Numerics;
using System.Numerics.Tensors;

namespace LocalRag.Sqlite.Vectors;

/// <summary>
/// Turns vectors by a fixed random rotation, so that each number of the result says about as much as any other: what a sign per
/// number keeps of a vector then no longer depends on which directions the model prefers. Given by its seed alone.
/// </summary>
/// <remarks>
/// Four rounds of random signs, a fast Hadamard transform of the largest power of two that fits (at the front and at the end in turn),
/// and a step that mixes both halves: n log n instead of the n² of a matrix, and nothing to store. The seed's signs are part of the format.
/// </remarks>
internal sealed class RandomRotation
{
    private const int Rounds = 4;

    private readonly float[] _signs;
    private readonly int _dimensions;
    private readonly int _part;

    public RandomRotation(int dimensions, long seed)
    {
        _dimensions = dimensions;
        _part = 1 << BitOperations.Log2((uint)dimensions);
        _signs = new float[Rounds * dimensions];
        ulong state = (ulong)seed;
        for (int i = 0; i < _signs.Length; i++)
        {
            _signs[i] = (Next(ref state) & 1) == 0 ? 1 : -1;
        }
    }

    /// <summary>Rotates a vector in its place; its length stays.</summary>
    public void Apply(Span<float> vector)
    {
        for (int round = 0; round < Rounds; round++)
        {
            TensorPrimitives.Multiply(vector, _signs.AsSpan(round * _dimensions, _dimensions), vector);
            Hadamard(round % 2 == 0 ? vector[.._part] : vector[^_part..]);
            if (_part < _dimensions)
            {
                MixHalves(vector);
            }
        }
    }

    private static void Hadamard(Span<float> part)
    {
        for (int half = 1; half < part.Length; half *= 2)
        {
            for (int start = 0; start < part.Length; start += 2 * half)
            {
                Butterfly(part.Slice(start, half), part.Slice(start + half, half));
            }
        }

        TensorPrimitives.Multiply(part, 1 / MathF.Sqrt(part.Length), part);
    }

    private static void MixHalves(Span<float> vector)
    {
        int half = vector.Length / 2;
        Span<float> paired = vector[..(2 * half)];
        Butterfly(paired[..half], paired[half..]);
        TensorPrimitives.Multiply(paired, 1 / MathF.Sqrt(2), paired);
    }

    private static void Butterfly(Span<float> left, Span<float> right)
    {
        int i = 0;
        for (; i <= left.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var first = new Vector<float>(left[i..]);
            var second = new Vector<float>(right[i..]);
            (first + second).CopyTo(left[i..]);
            (first - second).CopyTo(right[i..]);
        }

        for (; i < left.Length; i++)
        {
            (left[i], right[i]) = (left[i] + right[i], left[i] - right[i]);
        }
    }

    /// <summary>SplitMix64: the framework's own generator may change.</summary>
    private static ulong Next(ref ulong state)
    {
        ulong value = state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
