namespace LocalRag.Sqlite.Vectors;

/// <summary>Makes the segments of a snapshot from those of the one before it, which stays as it is.</summary>
internal sealed class VectorSnapshotBuilder
{
    private const int SmallestSegment = 1024;
    private const int LargestSegment = 32_768;

    private readonly List<SegmentView> _segments;
    private long _expected;
    private VectorSegment? _tail;
    private int _tailCount;

    /// <param name="dimensions">The length of the vectors.</param>
    /// <param name="segments">The segments of the latest snapshot; none to start anew.</param>
    /// <param name="expected">How many rows will be added, as far as is known.</param>
    public VectorSnapshotBuilder(int dimensions, IReadOnlyList<SegmentView> segments, long expected)
    {
        Dimensions = dimensions;
        _segments = [.. segments];
        _expected = expected;
    }

    public int Dimensions { get; }

    public void Remove(long firstChunk, long endChunk)
    {
        for (int i = 0; i < _segments.Count; i++)
        {
            _segments[i] = _segments[i].Without(firstChunk, endChunk);
        }
    }

    public void Append(long chunk, ReadOnlySpan<float> vector)
    {
        (VectorSegment segment, int row) = NextRow();
        segment.Scales[row] = Int8Codes.Encode(vector, segment.Row(row));
        segment.Chunks[row] = chunk;
    }

    /// <summary>Returns the segments; once more is gone than is there, in new ones that hold only what is there.</summary>
    public IReadOnlyList<SegmentView> Build()
    {
        CloseTail();
        _segments.RemoveAll(static view => view.RemovedCount == view.Count);
        long removed = _segments.Sum(static view => (long)view.RemovedCount);
        long live = _segments.Sum(static view => (long)view.Count) - removed;
        return removed > SmallestSegment && removed > live / 2 ? Compact(live) : _segments;
    }

    private List<SegmentView> Compact(long live)
    {
        var compacted = new VectorSnapshotBuilder(Dimensions, [], live);
        foreach (SegmentView view in _segments)
        {
            for (int row = 0; row < view.Count; row++)
            {
                if (!view.IsRemoved(row))
                {
                    (VectorSegment target, int targetRow) = compacted.NextRow();
                    view.Segment.Row(row).CopyTo(target.Row(targetRow));
                    target.Scales[targetRow] = view.Segment.Scales[row];
                    target.Chunks[targetRow] = view.Segment.Chunks[row];
                }
            }
        }

        compacted.CloseTail();
        return compacted._segments;
    }

    private (VectorSegment Segment, int Row) NextRow()
    {
        if (_tail is null && _segments.Count > 0)
        {
            _tail = _segments[^1].Segment;
            _tailCount = _segments[^1].Count;
        }

        if (_tail is null || _tailCount == _tail.Capacity)
        {
            CloseTail();
            _tail = new VectorSegment((int)Math.Clamp(_expected, SmallestSegment, LargestSegment), Dimensions);
            _tailCount = 0;
            _segments.Add(new SegmentView(_tail, 0, null, 0));
        }

        _expected--;
        return (_tail, _tailCount++);
    }

    private void CloseTail()
    {
        if (_tail is not null)
        {
            _segments[^1] = _segments[^1] with { Count = _tailCount };
        }
    }
}
