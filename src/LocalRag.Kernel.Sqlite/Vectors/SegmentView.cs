using System.Numerics;

namespace LocalRag.Sqlite.Vectors;

/// <summary>What a snapshot sees of a segment: its first rows, less those that were removed.</summary>
/// <param name="Segment">The rows; there may be more of them than this view shows.</param>
/// <param name="Count">How many rows are seen.</param>
/// <param name="Removed">One bit for each row that is gone; null while there is none. Never changed once it is in a view.</param>
/// <param name="RemovedCount">How many rows are gone.</param>
internal sealed record SegmentView(VectorSegment Segment, int Count, ulong[]? Removed, int RemovedCount)
{
    public bool IsRemoved(int row) => Removed is { } removed && (removed[row >> 6] & (1UL << (row & 63))) != 0;

    /// <summary>Gets the first chunk after the last row; 0 where there is no row.</summary>
    public long EndChunk => Count == 0 ? 0 : Segment.Chunks[Count - 1] + 1;

    /// <summary>Returns the rows of the chunks from one number to another, exclusive.</summary>
    public (int First, int End) Rows(long firstChunk, long endChunk)
    {
        ReadOnlySpan<long> chunks = Segment.Chunks.AsSpan(0, Count);
        return (LowerBound(chunks, firstChunk), LowerBound(chunks, endChunk));
    }

    /// <summary>Returns the view without the rows of these chunks, which must not be gone already.</summary>
    public SegmentView Without(long firstChunk, long endChunk)
    {
        (int first, int end) = Rows(firstChunk, endChunk);
        if (first == end)
        {
            return this;
        }

        ulong[] removed = Removed?.ToArray() ?? new ulong[(Segment.Capacity + 63) / 64];
        for (int row = first; row < end; row++)
        {
            removed[row >> 6] |= 1UL << (row & 63);
        }

        int count = 0;
        foreach (ulong bits in removed)
        {
            count += BitOperations.PopCount(bits);
        }

        return this with { Removed = removed, RemovedCount = count };
    }

    private static int LowerBound(ReadOnlySpan<long> chunks, long chunk)
    {
        int index = chunks.BinarySearch(chunk);
        return index < 0 ? ~index : index;
    }
}
