namespace LocalRag;

/// <summary>Says which documents a search is about, beside where they lie; what is null does not matter.</summary>
/// <param name="MediaType">The format, such as <c>text/markdown</c>.</param>
/// <param name="IngestedFrom">Documents put into the index at this time or later.</param>
/// <param name="IngestedBefore">Documents put into the index before this time.</param>
public sealed record DocumentFilter(string? MediaType = null, DateTimeOffset? IngestedFrom = null, DateTimeOffset? IngestedBefore = null);
