namespace LocalRag.Plugins.Cache;

/// <summary>What is known of the hits for other wordings.</summary>
/// <param name="Found">How many were found.</param>
/// <param name="Audited">How many of them were computed and compared.</param>
/// <param name="Wrong">How many of those were wrong.</param>
/// <param name="UpperBound">The largest share of wrong ones that this does not exclude.</param>
internal sealed record HitAuditResult(long Found, int Audited, int Wrong, double UpperBound);
