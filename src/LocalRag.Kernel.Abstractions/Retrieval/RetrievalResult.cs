namespace LocalRag;

/// <summary>The passages for a question.</summary>
/// <param name="Hits">The passages, best first.</param>
/// <param name="IndexVersion">The version of the index that they come from.</param>
/// <param name="Degraded">Why the search was less than it could be, as a sentence (no embedding model: words only); null if it was whole.</param>
/// <param name="EmbeddingTime">The part of the time that was spent on the question's vector.</param>
public sealed record RetrievalResult(
    IReadOnlyList<SearchHit> Hits,
    long IndexVersion,
    string? Degraded = null,
    TimeSpan EmbeddingTime = default);
