namespace LocalRag.Measurement;

/// <summary>The memory of a variant, measured in processes of its own.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Measure">What the bytes are: <c>PSS</c> on Linux, <c>phys_footprint</c> on macOS, <c>private bytes</c> on Windows.</param>
/// <param name="Processes">How many processes were measured.</param>
/// <param name="PeakBytes">The most that each process held.</param>
/// <param name="SteadyBytes">What each process held after its answers, at rest.</param>
/// <param name="Owners">Who held it, as the median over the processes, the largest first.</param>
/// <param name="Timeline">The course of the first process.</param>
public sealed record MemoryProfile(
    string Variant,
    string Measure,
    int Processes,
    IReadOnlyList<long> PeakBytes,
    IReadOnlyList<long> SteadyBytes,
    IReadOnlyList<MemoryOwner> Owners,
    IReadOnlyList<MemoryPoint> Timeline);
