namespace LocalRag.Sqlite;

/// <summary>When a commit waits for the disk.</summary>
public enum SqliteSynchronous
{
    /// <summary>Only at checkpoints: after a power failure the last commits may be missing, the file stays sound.</summary>
    Normal = 1,

    /// <summary>At every commit: what was reported as ingested is on the disk.</summary>
    Full = 2,
}
