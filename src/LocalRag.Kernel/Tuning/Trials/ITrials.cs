using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Measures hosts for the tuner.</summary>
internal interface ITrials
{
    /// <summary>Gets the memory that a process may take, in bytes.</summary>
    long MemoryBudget { get; }

    /// <summary>Readies what every host begins with.</summary>
    /// <param name="host">The host as it is now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task PrepareAsync(VariantDefinition host, CancellationToken cancellationToken);

    /// <summary>Measures hosts side by side, in turns.</summary>
    /// <exception cref="LocalRagException">A host has failed.</exception>
    Task<BenchmarkResult> MeasureAsync(Trial trial, CancellationToken cancellationToken);

    /// <summary>Runs a host in a process of its own, which may fail.</summary>
    /// <exception cref="LocalRagException">The process ended before it had answered, or did not end.</exception>
    Task<ProcessReport> ProbeAsync(VariantDefinition host, CancellationToken cancellationToken);

    /// <summary>Returns what of the machine changes how fast it is.</summary>
    MachineState ReadMachine();
}
