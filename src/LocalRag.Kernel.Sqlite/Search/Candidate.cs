namespace LocalRag.Sqlite.Search;

/// <summary>A chunk that may be among the hits, with what is known of it so far.</summary>
internal sealed class Candidate(long chunk)
{
    public long Chunk { get; } = chunk;

    /// <summary>Gets or sets the cosine by full vectors; null where the chunk or the query has no vector.</summary>
    public float? Cosine { get; set; }

    /// <summary>Gets or sets the BM25 of the words, higher is better; null where none matched.</summary>
    public double? Bm25 { get; set; }

    public double Score { get; set; }
}
