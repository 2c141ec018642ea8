namespace LocalRag.Measurement.Stress;

/// <summary>How often an operation was done, and how it ended.</summary>
public sealed record StressOperationCount(StressOperation Operation, long Done, long Abstained, long Cancelled, long Broken, double MedianMilliseconds, double P95Milliseconds);
