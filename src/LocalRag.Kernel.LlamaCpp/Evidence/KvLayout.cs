using System.Buffers.Binary;
using LocalRag.LlamaCpp.Prefixes;

namespace LocalRag.LlamaCpp.Evidence;

/// <summary>Where cells, keys and values lie in a sequence's state as llama.cpp hands it out.</summary>
/// <remarks>
/// A state is: magic (4 bytes), sequence (4), number of streams (4), and for each stream its number of cells (4), which is 0 for all but one; then come the position (4),
/// 1 (4) and the sequence (4) of each cell, whether values are transposed (4), the number of layers (4), and the planes: first all keys, then all values.
/// A state that is not of that form, or whose cells are not those of positions that follow each other in this order, is not read.
/// </remarks>
internal sealed class KvLayout
{
    public const int MetaBytes = 12;
    private const int CountBytes = 4;
    private const int PreambleBytes = 12;
    private const int PlaneTableBytes = 8;

    private readonly int _streams;
    private readonly int _stream;

    private KvLayout(int streams, int stream, int cells, IReadOnlyList<KvPlane> keys, IReadOnlyList<KvPlane> values)
    {
        _streams = streams;
        _stream = stream;
        Cells = cells;
        Keys = keys;
        Values = values;
        EndOfPlanes = End(values[^1], cells);
        Bytes = EndOfPlanes + ((long)(streams - stream - 1) * CountBytes);
    }

    /// <summary>Gets how many sequences the context has.</summary>
    public int Streams => _streams;

    public int Cells { get; }

    public IReadOnlyList<KvPlane> Keys { get; }

    public IReadOnlyList<KvPlane> Values { get; }

    public IEnumerable<KvPlane> Planes => Keys.Concat(Values);

    /// <summary>Gets where the last plane ends.</summary>
    public long EndOfPlanes { get; }

    public long Bytes { get; }

    /// <summary>Gets where the number of cells is.</summary>
    public int CountOffset => PreambleBytes + (_stream * CountBytes);

    /// <summary>Gets where the first cell is.</summary>
    public int MetaOffset => CountOffset + CountBytes;

    /// <summary>Gets where it says what the planes are like.</summary>
    public long PlaneTableOffset => MetaOffset + ((long)Cells * MetaBytes);

    /// <summary>Reads the layout of a state; null where it is not one that is known.</summary>
    /// <param name="state">The state.</param>
    /// <param name="position">The position of the first cell.</param>
    public static KvLayout? TryRead(KvBuffer state, int position = 0)
    {
        long offset = 8;
        if (!TryReadInt(state, ref offset, out int streams) || streams is < 1 or > 4096)
        {
            return null;
        }

        int stream = 0, cells = 0;
        while (stream < streams && TryReadInt(state, ref offset, out cells) && cells == 0)
        {
            stream++;
        }

        if (cells <= 0 || !AreInOrder(state, ref offset, cells, position) || !TryReadInt(state, ref offset, out int transposed) || !TryReadInt(state, ref offset, out int layers)
            || transposed is < 0 or > 1 || layers is < 1 or > 4096)
        {
            return null;
        }

        List<KvPlane> keys = [], values = [];
        for (int plane = 0; plane < 2 * layers; plane++)
        {
            bool isKey = plane < layers;
            if (TryReadPlane(state, ref offset, !isKey && transposed == 1, cells) is not { } read)
            {
                return null;
            }

            (isKey ? keys : values).Add(read);
        }

        KvLayout layout = new(streams, stream, cells, keys, values);
        return layout.Bytes == state.Bytes ? layout : null;
    }

    /// <summary>Returns the layout of the same with another number of cells.</summary>
    public KvLayout WithCells(int cells)
    {
        long position = MetaOffset + ((long)cells * MetaBytes) + PlaneTableBytes;
        List<KvPlane> planes = [];
        foreach (KvPlane plane in Planes)
        {
            planes.Add(plane with { Offset = position + KvPlane.HeadBytes });
            position = End(planes[^1], cells);
        }

        return new KvLayout(_streams, _stream, cells, planes[..Keys.Count], planes[Keys.Count..]);
    }

    /// <summary>Returns whether cells of one can be cells of the other.</summary>
    public bool IsLike(KvLayout other) =>
        Planes.Select(Kind).SequenceEqual(other.Planes.Select(Kind));

    private static (int Type, int Rows, int CellBytes) Kind(KvPlane plane) => (plane.Type, plane.Rows, plane.CellBytes);

    private static long End(KvPlane plane, int cells) => plane.Offset + ((long)plane.Rows * plane.CellBytes * cells);

    private static KvPlane? TryReadPlane(KvBuffer state, ref long position, bool transposed, int cells)
    {
        if (!TryReadInt(state, ref position, out int type) || !TryReadInt(state, ref position, out int bytes) || !TryReadInt(state, ref position, out int rows))
        {
            return null;
        }

        // Of a plane that is not transposed, the last number is the upper half of the size of its rows.
        if (bytes is <= 0 or > 1 << 20 || (transposed ? rows is <= 0 or > 1 << 20 : rows != 0))
        {
            return null;
        }

        KvPlane plane = new(type, position, transposed ? rows : 1, bytes);
        position = End(plane, cells);
        return position <= state.Bytes ? plane : null;
    }

    private static bool AreInOrder(KvBuffer state, ref long position, int cells, int first)
    {
        if ((long)cells * MetaBytes > state.Bytes - position)
        {
            return false;
        }

        for (int cell = 0; cell < cells; cell++)
        {
            ReadOnlySpan<byte> meta = state.Slice(position, MetaBytes);
            if (BinaryPrimitives.ReadInt32LittleEndian(meta) != first + cell || BinaryPrimitives.ReadInt32LittleEndian(meta[4..]) != 1)
            {
                return false;
            }

            position += MetaBytes;
        }

        return true;
    }

    private static bool TryReadInt(KvBuffer state, ref long position, out int value)
    {
        value = 0;
        if (position > state.Bytes - 4)
        {
            return false;
        }

        value = BinaryPrimitives.ReadInt32LittleEndian(state.Slice(position, 4));
        position += 4;
        return true;
    }
}
