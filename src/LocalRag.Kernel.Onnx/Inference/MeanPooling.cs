using System.Numerics.Tensors;

namespace LocalRag.Onnx.Inference;

/// <summary>Makes one vector of unit length of the vectors of a text's tokens.</summary>
internal static class MeanPooling
{
    /// <summary>Averages the first <paramref name="tokens"/> rows, which are the text's; those after it are padding.</summary>
    /// <returns>False where the sum has no direction: all zero, or not a number.</returns>
    public static bool TryPool(ReadOnlySpan<float> rows, int tokens, Span<float> vector)
    {
        vector.Clear();
        for (int row = 0; row < tokens; row++)
        {
            TensorPrimitives.Add(vector, rows.Slice(row * vector.Length, vector.Length), vector);
        }

        // Dividing by the number of tokens first would change nothing: the length is set to one.
        float norm = TensorPrimitives.Norm(vector);
        if (!float.IsFinite(norm) || norm == 0)
        {
            return false;
        }

        TensorPrimitives.Divide(vector, norm, vector);
        return true;
    }
}
