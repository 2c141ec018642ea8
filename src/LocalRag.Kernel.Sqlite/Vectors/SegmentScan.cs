namespace LocalRag.Sqlite.Vectors;

/// <summary>A query in the form that the rows of a segment are compared with; used by any number of threads at the same time.</summary>
internal abstract class SegmentScan
{
    /// <summary>Gathers the nearest rows of a view, from one row to another, exclusive.</summary>
    public abstract void Run(SegmentView view, int first, int end, TopChunks best);
}
