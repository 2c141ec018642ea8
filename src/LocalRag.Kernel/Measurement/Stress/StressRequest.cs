namespace LocalRag.Measurement.Stress;

/// <summary>What a stress run does, for how long, and within which bounds.</summary>
public sealed record StressRequest
{
    /// <summary>Gets the folder that the run writes its documents to; what it holds is replaced.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets how long callers go on.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the most operations of all callers together; null for no limit but the time.</summary>
    public int? Operations { get; init; }

    /// <summary>Gets how many callers work at the same time.</summary>
    public int Callers { get; init; } = 4;

    /// <summary>Gets what decides the documents, and what each caller does in which order; how the callers interleave is up to the machine.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Gets the most memory of its own that the process may hold, in bytes; null derives it from the run's first part.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>Gets how long one request may take before it counts as lost.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets a look into the chat engine's queue; null where the engine does not show it.</summary>
    public IStressedEngine? Engine { get; init; }

    /// <summary>Gets what changes a setting while the host runs, above everything else that sets it; null leaves the settings alone.</summary>
    public Action<string, string?>? ChangeSetting { get; init; }
}
