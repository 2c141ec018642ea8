namespace LocalRag.Measurement.Stress;

/// <summary>What a stress run came to.</summary>
public sealed record StressReport
{
    /// <summary>Gets a value indicating whether every invariant held.</summary>
    public bool Passed => Violations.Count == 0;

    /// <summary>Gets the seed; with it and the same options the callers do the same again.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets how many callers there were.</summary>
    public required int Callers { get; init; }

    /// <summary>Gets how long it went on, pauses included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Gets what was done.</summary>
    public required IReadOnlyList<StressOperationCount> Operations { get; init; }

    /// <summary>Gets how often each invariant was checked, and how often it did not hold.</summary>
    public required IReadOnlyList<StressInvariantCount> Invariants { get; init; }

    /// <summary>Gets what did not hold, in order; the run stops at the first.</summary>
    public required IReadOnlyList<StressViolation> Violations { get; init; }

    /// <summary>Gets the last events before the first violation; none where the run passed.</summary>
    public required IReadOnlyList<StressEvent> LastEvents { get; init; }

    /// <summary>Gets the process's memory over the run.</summary>
    public required StressMemory Memory { get; init; }

    /// <summary>Gets how often all callers were paused and everything was checked.</summary>
    public required int Pauses { get; init; }

    /// <summary>Gets the most requests that were seen waiting in the engine; null where it does not show them.</summary>
    public required int? MostWaiting { get; init; }
}
