using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Sqlite.Vectors;

/// <summary>Brings vectors from outside to length one, so that a dot product is a cosine.</summary>
internal static class UnitVector
{
    /// <summary>Vectors this close to length one are stored as they are.</summary>
    private const float Tolerance = 1e-4f;

    /// <summary>Returns the vector with length one; a vector of zeros, which points nowhere, stays as it is.</summary>
    /// <exception cref="LocalRagException">The vector is empty or holds a value that is no number.</exception>
    public static ReadOnlyMemory<float> From(Embedding<float> embedding)
    {
        ReadOnlySpan<float> vector = embedding.Vector.Span;
        float length = vector.IsEmpty ? float.NaN : TensorPrimitives.Norm(vector);
        if (!float.IsFinite(length))
        {
            throw new LocalRagException(
                vector.IsEmpty
                    ? "The embedding model returned an empty vector."
                    : "The embedding model returned a vector with a value that is not a finite number.",
                "Check the embedding model's file, or choose another model.");
        }

        if (length == 0 || MathF.Abs(length - 1) <= Tolerance)
        {
            return embedding.Vector;
        }

        float[] unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, length, unit);
        return unit;
    }

    /// <summary>Returns the stored form: the numbers as they lie in memory, little-endian.</summary>
    public static ReadOnlySpan<byte> ToBytes(ReadOnlySpan<float> vector) => MemoryMarshal.AsBytes(vector);

    /// <summary>Reads the stored form, which need not be aligned.</summary>
    public static ReadOnlySpan<float> FromBytes(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes);
}
