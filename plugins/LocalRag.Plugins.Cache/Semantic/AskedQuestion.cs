namespace LocalRag.Plugins.Cache;

/// <summary>A question that was answered.</summary>
/// <param name="Terms">What in it must agree.</param>
/// <param name="Vector">Its vector.</param>
/// <param name="Key">The key of its response.</param>
internal sealed record AskedQuestion(QuestionTerms Terms, ReadOnlyMemory<float> Vector, CacheKey Key);
