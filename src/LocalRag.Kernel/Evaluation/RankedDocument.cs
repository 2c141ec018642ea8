namespace LocalRag.Evaluation;

/// <summary>A document in a ranking, with the score of its best passage.</summary>
internal readonly record struct RankedDocument(string Id, double Score);
