namespace LocalRag.Sqlite;

/// <summary>When a commit waits for the disk.</summary>
public enum SqliteSynchronous
{
    /// <summary>
    /// Within a second, and when the index is closed: after a power failure the commits of the last second may be missing, whole documents
    /// each, which the next ingestion of their folder puts back. The file stays sound, and the end of the process alone loses nothing.
    /// </summary>
    Normal = 1,

    /// <summary>At every commit: what was reported as ingested is on the disk.</summary>
    Full = 2,
}
