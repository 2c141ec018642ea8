using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Evidence;

/// <summary>Turns keys from the positions that they were computed at to others: a rotation of pairs of numbers, each pair at a speed of its own.</summary>
/// <remarks>What a model's file says of it is not taken on trust: <see cref="TryLearn"/> compares with what llama.cpp itself computes at two positions. Not safe for use from several threads.</remarks>
internal sealed unsafe class KeyRotation
{
    /// <summary>Far more than rounding to 16 bits makes, far less than a wrong angle.</summary>
    private const double Tolerance = 0.01;

    private readonly int _headSize;
    private readonly int _rotated;
    private readonly bool _halves;
    private readonly double[] _speeds;
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly HashSet<int> _still = [];
    private float[] _values = [];
    private int _shift;

    private KeyRotation(int headSize, int rotated, bool halves, double frequencyBase)
    {
        _headSize = headSize;
        _rotated = rotated;
        _halves = halves;
        _speeds = [.. Enumerable.Range(0, rotated / 2).Select(pair => Math.Pow(frequencyBase, -2.0 * pair / rotated))];
        _cosines = new float[rotated / 2];
        _sines = new float[rotated / 2];
    }

    /// <summary>Reads how a model turns its keys; null where that is of a kind that is not known here.</summary>
    public static KeyRotation? TryCreate(LlamaModelHandle model)
    {
        string architecture = Text(model, "general.architecture") ?? string.Empty;
        int heads = (int)(Number(model, $"{architecture}.attention.head_count") ?? 0);
        int width = (int)(Number(model, $"{architecture}.embedding_length") ?? 0);
        int headSize = (int)(Number(model, $"{architecture}.attention.key_length") ?? (heads > 0 ? width / heads : 0));
        int rotated = (int)(Number(model, $"{architecture}.rope.dimension_count") ?? headSize);
        double frequencyBase = Number(model, $"{architecture}.rope.freq_base") ?? 10_000;
        LlamaRopeType type = NativeMethods.llama_model_rope_type(model);
        return type is LlamaRopeType.Pairs or LlamaRopeType.Halves && headSize > 0 && rotated > 0 && rotated <= headSize && rotated % 2 == 0 && frequencyBase > 1
            ? new KeyRotation(headSize, rotated, type == LlamaRopeType.Halves, frequencyBase)
            : null;
    }

    /// <summary>Learns from an example which layers turn their keys.</summary>
    /// <param name="before">A layer's keys.</param>
    /// <param name="after">The same as llama.cpp has them further on.</param>
    /// <param name="planes">What the keys of each layer are like.</param>
    /// <param name="shift">By how many positions.</param>
    /// <returns>Whether every layer does what is expected.</returns>
    public bool TryLearn(Func<int, ReadOnlySpan<byte>> before, Func<int, ReadOnlySpan<byte>> after, IReadOnlyList<KvPlane> planes, int shift)
    {
        _still.Clear();
        for (int layer = 0; layer < planes.Count; layer++)
        {
            if (!IsKnown(planes[layer]))
            {
                return false;
            }

            byte[] turned = before(layer).ToArray();
            Turn(turned, planes[layer], layer, shift);
            if (Distance(turned, after(layer), planes[layer]) > Tolerance)
            {
                // Some models have layers without positions.
                _still.Add(layer);
                if (Distance(before(layer), after(layer), planes[layer]) > 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Turns the keys of whole cells in place.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="plane">What they are like.</param>
    /// <param name="layer">Whose they are.</param>
    /// <param name="shift">By how many positions.</param>
    public void Turn(Span<byte> keys, KvPlane plane, int layer, int shift)
    {
        if (_still.Contains(layer) || shift == 0)
        {
            return;
        }

        SetShift(shift);
        Span<float> values = Read(keys, plane);
        int distance = _halves ? _rotated / 2 : 1;
        int step = _halves ? 1 : 2;
        for (int head = 0; head < values.Length; head += _headSize)
        {
            Span<float> numbers = values.Slice(head, _headSize);
            for (int pair = 0; pair < _cosines.Length; pair++)
            {
                int first = pair * step;
                float x = numbers[first], y = numbers[first + distance];
                numbers[first] = (x * _cosines[pair]) - (y * _sines[pair]);
                numbers[first + distance] = (x * _sines[pair]) + (y * _cosines[pair]);
            }
        }

        if (plane.Type == (int)GgmlType.F16)
        {
            TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(keys));
        }
        else
        {
            MemoryMarshal.AsBytes(values).CopyTo(keys);
        }
    }

    private static string? Text(LlamaModelHandle model, string key)
    {
        byte* buffer = stackalloc byte[128];
        return NativeMethods.llama_model_meta_val_str(model, key, buffer, 128) >= 0 ? NativeMethods.Text(buffer) : null;
    }

    private static double? Number(LlamaModelHandle model, string key) =>
        double.TryParse(Text(model, key), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private bool IsKnown(KvPlane plane) =>
        plane is { Type: (int)GgmlType.F16, Rows: 1 } && plane.CellBytes % (2 * _headSize) == 0
        || plane is { Type: (int)GgmlType.F32, Rows: 1 } && plane.CellBytes % (4 * _headSize) == 0;

    private double Distance(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, KvPlane plane)
    {
        float[] first = Read(one, plane).ToArray();
        ReadOnlySpan<float> second = Read(other, plane);
        double length = TensorPrimitives.Norm(second);
        return length > 0 ? TensorPrimitives.Distance(first, second) / length : double.PositiveInfinity;
    }

    private Span<float> Read(ReadOnlySpan<byte> keys, KvPlane plane)
    {
        int count = keys.Length / (plane.Type == (int)GgmlType.F16 ? 2 : 4);
        if (_values.Length < count)
        {
            _values = new float[count];
        }

        Span<float> values = _values.AsSpan(0, count);
        if (plane.Type == (int)GgmlType.F16)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(keys), values);
        }
        else
        {
            MemoryMarshal.Cast<byte, float>(keys).CopyTo(values);
        }

        return values;
    }

    private void SetShift(int shift)
    {
        if (shift == _shift)
        {
            return;
        }

        _shift = shift;
        for (int pair = 0; pair < _speeds.Length; pair++)
        {
            (double sine, double cosine) = Math.SinCos(shift * _speeds[pair]);
            _sines[pair] = (float)sine;
            _cosines[pair] = (float)cosine;
        }
    }
}
