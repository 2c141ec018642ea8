namespace LocalRag.Tuning;

/// <summary>How far the tuner has come.</summary>
/// <param name="Done">The share of its time that it has used, in thousandths.</param>
/// <param name="Stage">What is under way.</param>
public sealed record TuningProgress(int Done, string Stage);
