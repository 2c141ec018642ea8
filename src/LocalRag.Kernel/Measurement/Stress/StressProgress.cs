namespace LocalRag.Measurement.Stress;

/// <summary>How far a stress run has come.</summary>
/// <param name="Elapsed">The time since its start.</param>
/// <param name="Total">The time it takes.</param>
/// <param name="Operations">How many operations have ended.</param>
public readonly record struct StressProgress(TimeSpan Elapsed, TimeSpan Total, long Operations);
