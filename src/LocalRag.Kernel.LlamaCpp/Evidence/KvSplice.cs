using System.Buffers.Binary;
using LocalRag.LlamaCpp.Prefixes;

namespace LocalRag.LlamaCpp.Evidence;

/// <summary>A sequence's state that is put together from cells of others, each of which gets the position that follows.</summary>
internal sealed class KvSplice : IDisposable
{
    private readonly KvLayout _layout;
    private readonly int _sequence;
    private KvBuffer? _state;

    /// <param name="first">The state that it begins with, and is in the form of.</param>
    /// <param name="layout">The layout of that.</param>
    /// <param name="cells">How many cells it will have.</param>
    public KvSplice(KvBuffer first, KvLayout layout, int cells)
    {
        _layout = layout.WithCells(cells);
        _state = new KvBuffer(_layout.Bytes);

        // After the planes only the other streams follow, with no cells each.
        _state.Slice(_layout.EndOfPlanes, (int)(_layout.Bytes - _layout.EndOfPlanes)).Clear();
        Copy(first, 0, 0, layout.CountOffset);
        Copy(first, layout.PlaneTableOffset, _layout.PlaneTableOffset, 8);
        foreach ((KvPlane source, KvPlane target) in layout.Planes.Zip(_layout.Planes))
        {
            Copy(first, source.Offset - KvPlane.HeadBytes, target.Offset - KvPlane.HeadBytes, KvPlane.HeadBytes);
        }

        BinaryPrimitives.WriteInt32LittleEndian(_state.Slice(_layout.CountOffset, 4), cells);
        _sequence = BinaryPrimitives.ReadInt32LittleEndian(first.Slice(layout.MetaOffset + 8, 4));
        TryAppend(first, layout, 0, layout.Cells, rotation: null);
    }

    /// <summary>Gets how many cells it has so far.</summary>
    public int Cells { get; private set; }

    /// <summary>Appends cells of another state, and turns their keys to their new positions.</summary>
    /// <param name="state">The other state.</param>
    /// <param name="layout">The layout of that.</param>
    /// <param name="from">Its first cell to append.</param>
    /// <param name="count">How many.</param>
    /// <param name="rotation">What turns keys; null where they keep their positions.</param>
    /// <returns>Whether they fit.</returns>
    public bool TryAppend(KvBuffer state, KvLayout layout, int from, int count, KeyRotation? rotation)
    {
        if (!layout.IsLike(_layout) || from + count > layout.Cells || Cells + count > _layout.Cells)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            Span<byte> meta = _state!.Slice(_layout.MetaOffset + ((long)(Cells + i) * KvLayout.MetaBytes), KvLayout.MetaBytes);
            BinaryPrimitives.WriteInt32LittleEndian(meta, Cells + i);
            BinaryPrimitives.WriteInt32LittleEndian(meta[4..], 1);
            BinaryPrimitives.WriteInt32LittleEndian(meta[8..], _sequence);
        }

        int shift = Cells - from;
        for (int i = 0; i < _layout.Keys.Count; i++)
        {
            CopyCells(state, layout.Keys[i], layout.Cells, from, _layout.Keys[i], count);
            if (shift != 0)
            {
                KvPlane target = _layout.Keys[i];
                rotation!.Turn(_state!.Slice(target.Offset + ((long)Cells * target.CellBytes), count * target.CellBytes), target, i, shift);
            }
        }

        for (int i = 0; i < _layout.Values.Count; i++)
        {
            CopyCells(state, layout.Values[i], layout.Cells, from, _layout.Values[i], count);
        }

        Cells += count;
        return true;
    }

    /// <summary>Returns the state once it is complete; the caller owns it.</summary>
    public KvBuffer Take()
    {
        if (Cells != _layout.Cells)
        {
            throw new InvalidOperationException("The state has fewer cells than were announced.");
        }

        KvBuffer state = _state!;
        _state = null;
        return state;
    }

    public void Dispose() => _state?.Dispose();

    private void CopyCells(KvBuffer state, KvPlane source, int sourceCells, int from, KvPlane target, int count)
    {
        for (int row = 0; row < target.Rows; row++)
        {
            Copy(
                state,
                source.Offset + ((((long)row * sourceCells) + from) * source.CellBytes),
                target.Offset + ((((long)row * _layout.Cells) + Cells) * target.CellBytes),
                count * target.CellBytes);
        }
    }

    private void Copy(KvBuffer source, long from, long to, int bytes) => source.Slice(from, bytes).CopyTo(_state!.Slice(to, bytes));
}
