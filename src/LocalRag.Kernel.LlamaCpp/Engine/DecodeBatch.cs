using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>The input of a step, in native memory that is filled anew for each one.</summary>
internal sealed unsafe class DecodeBatch : IDisposable
{
    private readonly int _capacity;
    private LlamaBatch _batch;
    private int* _sequences;

    public DecodeBatch(int capacity)
    {
        _capacity = capacity;
        _batch.Tokens = Allocate<int>(capacity);
        _batch.Positions = Allocate<int>(capacity);
        _batch.SequenceIdCounts = Allocate<int>(capacity);
        _batch.SequenceIds = (int**)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(int*));
        _batch.Outputs = Allocate<sbyte>(capacity);
        _sequences = Allocate<int>(capacity);
        for (int i = 0; i < capacity; i++)
        {
            _batch.SequenceIdCounts[i] = 1;
            _batch.SequenceIds[i] = _sequences + i;
        }
    }

    public int Count => _batch.TokenCount;

    public ref readonly LlamaBatch Native => ref _batch;

    /// <summary>Returns the sequence of a token in the batch.</summary>
    public int SequenceAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _sequences[index];
    }

    public void Clear() => _batch.TokenCount = 0;

    /// <summary>Adds a token; <paramref name="output"/> asks for its logits, whose index is the token's.</summary>
    public void Add(int token, int position, int sequence, bool output)
    {
        int index = _batch.TokenCount;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _capacity);
        _batch.Tokens[index] = token;
        _batch.Positions[index] = position;
        _sequences[index] = sequence;
        _batch.Outputs[index] = output ? (sbyte)1 : (sbyte)0;
        _batch.TokenCount = index + 1;
    }

    public void Dispose()
    {
        if (_sequences is null)
        {
            return;
        }

        NativeMemory.Free(_batch.Tokens);
        NativeMemory.Free(_batch.Positions);
        NativeMemory.Free(_batch.SequenceIdCounts);
        NativeMemory.Free(_batch.SequenceIds);
        NativeMemory.Free(_batch.Outputs);
        NativeMemory.Free(_sequences);
        _sequences = null;
        _batch = default;
    }

    private static T* Allocate<T>(int count)
        where T : unmanaged
        => (T*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(T));
}
