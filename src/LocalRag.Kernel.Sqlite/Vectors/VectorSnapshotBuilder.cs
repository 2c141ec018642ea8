namespace LocalRag.Sqlite.Vectors;

/// <summary>Makes the segments of a snapshot from those of the one before it, which stays as it is.</summary>
internal sealed class VectorSnapshotBuilder
{
    private const int SmallestSegment = 1024;
    private const int LargestSegment = 32_768;

    private readonly Func<int, VectorSegment> _create;
    private readonly List<SegmentView> _segments;
    private long _expected;
    private VectorSegment? _tail;
    private int _tailCount;

    /// <param name="create">Makes a segment of a number of rows.</param>
    /// <param name="segments">The segments of the latest snapshot; none to start anew.</param>
    /// <param name="expected">How many rows will be added, as far as is known.</param>
    public VectorSnapshotBuilder(Func<int, VectorSegment> create, IReadOnlyList<SegmentView> segments, long expected)
    {
        _create = create;
        _segments = [.. segments];
        _expected = expected;
    }

    public void Remove(long firstChunk, long endChunk)
    {
        for (int i = 0; i < _segments.Count; i++)
        {
            _segments[i] = _segments[i].Without(firstChunk, endChunk);
        }
    }

    /// <summary>Adds a row, from what the index stores of its vector.</summary>
    public void Append(long chunk, ReadOnlySpan<byte> stored)
    {
        (VectorSegment segment, int row) = NextRow();
        segment.Write(row, stored);
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
        var compacted = new VectorSnapshotBuilder(_create, [], live);
        foreach (SegmentView view in _segments)
        {
            for (int row = 0; row < view.Count; row++)
            {
                if (!view.IsRemoved(row))
                {
                    (VectorSegment target, int targetRow) = compacted.NextRow();
                    view.Segment.CopyRow(row, target, targetRow);
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
            _tail = _create((int)Math.Clamp(_expected, SmallestSegment, LargestSegment));
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
