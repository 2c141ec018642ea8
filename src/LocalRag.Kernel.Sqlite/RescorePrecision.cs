namespace LocalRag.Sqlite;

/// <summary>What the candidates of a search in a large index are compared by.</summary>
public enum RescorePrecision
{
    /// <summary>A byte per dimension: cosines are right to about two digits, and a quarter of the pages is read.</summary>
    Bytes,

    /// <summary>The full vectors: exact cosines.</summary>
    Floats,
}
