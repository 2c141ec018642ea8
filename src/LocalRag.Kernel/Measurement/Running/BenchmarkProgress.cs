namespace LocalRag.Measurement;

/// <summary>How far a benchmark has come.</summary>
/// <param name="Done">The share that is done, in thousandths.</param>
/// <param name="Stage">What is under way, such as <c>ask-cold, round 7</c>.</param>
public sealed record BenchmarkProgress(int Done, string Stage);
