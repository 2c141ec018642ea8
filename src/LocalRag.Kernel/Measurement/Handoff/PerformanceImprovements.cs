namespace LocalRag.Measurement;

/// <summary>What the plugins give, from the two hosts' figures.</summary>
/// <param name="MemoryReductionPercent">How much less memory a process takes; less than 0 where it takes more.</param>
/// <param name="SpeedIncreasePercent">How many more tokens a second an answer has.</param>
/// <param name="CacheHitRate">The share of lookups that hit, where questions are repeated.</param>
/// <param name="MetalUtilization">The share of the time in which the GPU computes; null where nobody tells.</param>
/// <param name="MetalUtilizationReason">Why it is null.</param>
internal sealed record PerformanceImprovements(
    double MemoryReductionPercent, double SpeedIncreasePercent, double CacheHitRate, double? MetalUtilization, string? MetalUtilizationReason);
