namespace LocalRag.Measurement.Stress;

/// <summary>An invariant that did not hold.</summary>
/// <param name="Invariant">Which one.</param>
/// <param name="Detail">What was found, as a sentence.</param>
/// <param name="Milliseconds">When, from the start.</param>
public sealed record StressViolation(StressInvariant Invariant, string Detail, double Milliseconds);
