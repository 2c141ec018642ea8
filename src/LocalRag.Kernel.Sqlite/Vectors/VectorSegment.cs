namespace LocalRag.Sqlite.Vectors;

/// <summary>A block of rows of codes, in ascending order of their chunks. Rows are only ever added after those that a snapshot shows.</summary>
internal abstract class VectorSegment(int capacity)
{
    public int Capacity { get; } = capacity;

    public long[] Chunks { get; } = new long[capacity];

    /// <summary>Gets the memory that the segment takes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Fills a row from what the index stores of a vector.</summary>
    public abstract void Write(int row, ReadOnlySpan<byte> stored);

    /// <summary>Copies a row into a segment of the same kind.</summary>
    public abstract void CopyRow(int row, VectorSegment target, int targetRow);
}
