namespace LocalRag.Sqlite.Vectors;

/// <summary>The codes of all vectors at one version of the index. Never changes, so any number of searches may read it.</summary>
/// <param name="Version">The version of the index that it shows.</param>
/// <param name="Dimensions">The length of the vectors; 0 where there is none.</param>
/// <param name="NextChunk">The number from which on chunks are not yet in it.</param>
/// <param name="Segments">The rows, in ascending order of their chunks.</param>
internal sealed record VectorSnapshot(long Version, int Dimensions, long NextChunk, IReadOnlyList<SegmentView> Segments)
{
    public static VectorSnapshot Empty { get; } = new(-1, 0, 0, []);

    /// <summary>Gets the number of vectors that a search compares.</summary>
    public int Live { get; } = Segments.Sum(static view => view.Count - view.RemovedCount);

    /// <summary>Gets the number of rows that are kept in memory although their chunks are gone.</summary>
    public int Removed { get; } = Segments.Sum(static view => view.RemovedCount);

    /// <summary>Gets the bytes that the rows take, also those that are not yet filled.</summary>
    public long Bytes { get; } = Segments.Sum(static view => view.Segment.Bytes + ((view.Removed?.Length ?? 0) * (long)sizeof(ulong)));

    /// <summary>Gathers the chunks whose codes are nearest to the query's.</summary>
    /// <param name="query">The codes of the query, a whole row.</param>
    /// <param name="queryScale">Its scale.</param>
    /// <param name="filter">The chunks to compare.</param>
    /// <param name="best">Where the nearest are gathered.</param>
    /// <param name="cancellationToken">Ends the scan between two blocks of rows.</param>
    public void Scan(
        ReadOnlySpan<sbyte> query, float queryScale, ChunkRanges filter, TopChunks best, CancellationToken cancellationToken)
    {
        foreach (SegmentView view in Segments)
        {
            for (int range = 0; range < filter.Count; range++)
            {
                (long firstChunk, long endChunk) = filter[range];
                (int first, int end) = view.Rows(firstChunk, endChunk);
                ScanRows(view, first, end, query, queryScale, best, cancellationToken);
            }
        }
    }

    private static void ScanRows(
        SegmentView view, int first, int end, ReadOnlySpan<sbyte> query, float queryScale, TopChunks best, CancellationToken cancellationToken)
    {
        const int Block = 4096;
        VectorSegment segment = view.Segment;
        ref readonly sbyte queryRow = ref query[0];
        for (int blockStart = first; blockStart < end; blockStart += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int blockEnd = Math.Min(end, blockStart + Block);
            for (int row = blockStart; row < blockEnd; row++)
            {
                int dot = Int8Codes.Dot(in segment.RowReference(row), in queryRow, query.Length);
                double cosine = dot * (double)(segment.Scales[row] * queryScale);
                if (cosine >= best.Threshold && !view.IsRemoved(row))
                {
                    best.Add(segment.Chunks[row], cosine);
                }
            }
        }
    }
}
