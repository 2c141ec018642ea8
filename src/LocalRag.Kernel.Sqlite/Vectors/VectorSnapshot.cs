namespace LocalRag.Sqlite.Vectors;

/// <summary>The codes of all vectors at one version of the index. Never changes, so any number of searches may read it.</summary>
/// <param name="Version">The version of the index that it shows.</param>
/// <param name="Dimensions">The length of the vectors; 0 where there is none.</param>
/// <param name="Quantizer">What made the codes of one bit per dimension; null where they have a byte per dimension.</param>
/// <param name="NextChunk">The number from which on chunks are not yet in it.</param>
/// <param name="Segments">The rows, in ascending order of their chunks.</param>
internal sealed record VectorSnapshot(
    long Version, int Dimensions, BitQuantizer? Quantizer, long NextChunk, IReadOnlyList<SegmentView> Segments)
{
    /// <summary>So many rows are scanned before a cancellation is noticed, or another thread takes over.</summary>
    private const int BlockRows = 16_384;

    /// <summary>From so many rows on several threads scan: fewer are done before those have woken up.</summary>
    private const int FewestRowsInParallel = 65_536;

    public static VectorSnapshot Empty { get; } = new(-1, 0, null, 0, []);

    /// <summary>Gets the number of vectors that a search compares.</summary>
    public int Live { get; } = Segments.Sum(static view => view.Count - view.RemovedCount);

    /// <summary>Gets the number of rows that are kept in memory although their chunks are gone.</summary>
    public int Removed { get; } = Segments.Sum(static view => view.RemovedCount);

    /// <summary>Gets the memory that the codes take.</summary>
    public long Bytes { get; } = Segments.Sum(static view => view.Segment.Bytes);

    /// <summary>Brings a query into the form that the rows are compared with.</summary>
    public SegmentScan Prepare(ReadOnlySpan<float> query) => Quantizer is null ? new Int8Scan(query) : new BitScan(Quantizer, query);

    /// <summary>Gathers the chunks whose codes are nearest to the query's.</summary>
    /// <param name="query">The query.</param>
    /// <param name="filter">The chunks to compare.</param>
    /// <param name="best">Where the nearest are gathered.</param>
    /// <param name="threads">How many threads may scan a large index.</param>
    /// <param name="cancellationToken">Ends the scan between two blocks of rows.</param>
    public void Scan(SegmentScan query, ChunkRanges filter, TopChunks best, int threads, CancellationToken cancellationToken)
    {
        (SegmentView View, int First, int End)[] blocks = [.. Blocks(filter)];
        if (threads < 2 || blocks.Sum(static block => (long)block.End - block.First) < FewestRowsInParallel)
        {
            foreach ((SegmentView view, int first, int end) in blocks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                query.Run(view, first, end, best);
            }

            return;
        }

        // Which thread takes which block does not matter: of equal scores the lower chunk wins.
        Parallel.ForEach(
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            () => new TopChunks(best.Capacity),
            (block, _, nearest) =>
            {
                query.Run(block.View, block.First, block.End, nearest);
                return nearest;
            },
            nearest =>
            {
                lock (best)
                {
                    best.AddAll(nearest);
                }

                nearest.Dispose();
            });
    }

    private IEnumerable<(SegmentView View, int First, int End)> Blocks(ChunkRanges filter)
    {
        int range = 0;
        foreach (SegmentView view in Segments)
        {
            // Both are ascending, so each range is looked at in the segments that it reaches into, and nowhere else.
            while (range < filter.Count && view.Count > 0 && filter[range].First < view.EndChunk)
            {
                (long firstChunk, long endChunk) = filter[range];
                (int first, int end) = view.Rows(firstChunk, endChunk);
                for (int start = first; start < end; start += BlockRows)
                {
                    yield return (view, start, Math.Min(end, start + BlockRows));
                }

                if (endChunk > view.EndChunk)
                {
                    break;
                }

                range++;
            }
        }
    }
}
