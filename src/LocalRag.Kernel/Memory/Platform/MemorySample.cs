namespace LocalRag.Memory.Platform;

/// <summary>What the operating system says about memory at one moment; bytes, and shares of time from 0 to 1.</summary>
/// <param name="Capacity">The machine's memory, or the smallest limit that this process runs under.</param>
/// <param name="Available">What could still be taken of it, counting file pages that the system can drop.</param>
/// <param name="Process">What this process has in memory.</param>
/// <param name="StalledSome">The share of the last ten seconds in which some program waited for memory; null where it is not told.</param>
/// <param name="StalledFull">The share in which all of them did.</param>
/// <param name="System">How the system itself judges; <see cref="MemoryPressure.None"/> also where it gives no judgement.</param>
/// <param name="IsLimited">Whether the capacity is a limit of this process, below the machine's memory.</param>
internal sealed record MemorySample(
    long Capacity,
    long Available,
    long Process,
    double? StalledSome = null,
    double? StalledFull = null,
    MemoryPressure System = MemoryPressure.None,
    bool IsLimited = false);
