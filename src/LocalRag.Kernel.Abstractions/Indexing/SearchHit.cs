namespace LocalRag;

/// <summary>A chunk that matched, with its scores.</summary>
/// <param name="Passage">The chunk.</param>
/// <param name="Score">The fused score, from 0 to 1, relative to the other hits of the same search.</param>
/// <param name="Cosine">The cosine of the two vectors, comparable between searches; null where the chunk was not compared.</param>
/// <param name="Bm25">The BM25 score of the words, higher is better; null where no word matched.</param>
public sealed record SearchHit(Passage Passage, double Score, float? Cosine, double? Bm25);
