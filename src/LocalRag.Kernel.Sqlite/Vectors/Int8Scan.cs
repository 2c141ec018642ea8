namespace LocalRag.Sqlite.Vectors;

/// <summary>Compares rows of one byte per dimension with the query in the same form.</summary>
internal sealed class Int8Scan : SegmentScan
{
    private readonly sbyte[] _row;
    private readonly float _scale;

    public Int8Scan(ReadOnlySpan<float> query)
    {
        _row = new sbyte[Int8Codes.Stride(query.Length)];
        _scale = Int8Codes.Encode(query, _row);
    }

    /// <inheritdoc/>
    public override void Run(SegmentView view, int first, int end, TopChunks best)
    {
        var segment = (Int8Segment)view.Segment;
        ref readonly sbyte query = ref _row[0];
        for (int row = first; row < end; row++)
        {
            int dot = Int8Codes.Dot(in segment.RowReference(row), in query, _row.Length);
            double cosine = dot * (double)(segment.Scales[row] * _scale);
            if (cosine >= best.Threshold && !view.IsRemoved(row))
            {
                best.Add(segment.Chunks[row], cosine);
            }
        }
    }

    /// <summary>Returns the cosine with a vector that is stored as <see cref="Int8Codes.Write"/> writes it.</summary>
    public float CosineOf(ReadOnlySpan<byte> stored)
    {
        Span<sbyte> row = _row.Length <= 1024 ? stackalloc sbyte[_row.Length] : new sbyte[_row.Length];
        float scale = Int8Codes.Read(stored, row);
        return Int8Codes.Dot(in row[0], in _row[0], _row.Length) * scale * _scale;
    }
}
