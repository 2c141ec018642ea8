namespace LocalRag.Tuning;

/// <summary>A figure that is worse than it should be.</summary>
/// <param name="Figure">The figure: <c>memory_usage</c>, <c>token_throughput</c> or <c>retrieval_latency</c>.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">From where it counts.</param>
/// <param name="Explanation">What is the matter, as a sentence with the figures.</param>
public sealed record Bottleneck(string Figure, double Value, double Limit, string Explanation);
