namespace LocalRag.Measurement.Stress;

/// <summary>How often an invariant was checked, and how often it did not hold.</summary>
public sealed record StressInvariantCount(StressInvariant Invariant, long Checks, long Violations);
