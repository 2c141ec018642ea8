namespace LocalRag.Measurement;

/// <summary>What one run of <c>localrag bench</c> has measured. It is saved and read back as JSON with names in snake_case.</summary>
public sealed record BenchmarkResult
{
    /// <summary>The <see cref="SchemaVersion"/> that this version writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Gets the version of this format; a reader refuses another one.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Gets when the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets how long it took.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Gets how much was measured: <c>quick</c> or <c>full</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Gets the machine.</summary>
    public required BenchmarkMachine Machine { get; init; }

    /// <summary>Gets the versions of what was measured.</summary>
    public required BenchmarkVersions Versions { get; init; }

    /// <summary>Gets the seeds: with them the same questions come in the same order again.</summary>
    public required BenchmarkSeeds Seeds { get; init; }

    /// <summary>Gets the documents and prompts.</summary>
    public required BenchmarkCorpus Corpus { get; init; }

    /// <summary>Gets the hosts that were measured side by side; the first is the baseline, and the one whose <see cref="BenchmarkVariant.ControlOf"/> is set is the same host once more.</summary>
    public required IReadOnlyList<BenchmarkVariant> Variants { get; init; }

    /// <summary>Gets the workloads that were run, in order.</summary>
    public required IReadOnlyList<BenchmarkWorkload> Workloads { get; init; }

    /// <summary>Gets every figure of every workload and variant.</summary>
    public required IReadOnlyList<BenchmarkFigure> Figures { get; init; }

    /// <summary>Gets how much each figure differs between the baseline and the same host once more: what the machine's noise alone does.</summary>
    public required IReadOnlyList<NoiseWidth> Noise { get; init; }

    /// <summary>Gets the comparisons of each variant with the baseline; empty where there is only the baseline.</summary>
    public required IReadOnlyList<FigureComparison> Comparisons { get; init; }

    /// <summary>Gets the memory of each variant, measured in processes of its own; empty where it was not measured.</summary>
    public required IReadOnlyList<MemoryProfile> Memory { get; init; }

    /// <summary>Gets how quiet the machine was.</summary>
    public required MachineNoise MachineNoise { get; init; }

    /// <summary>Gets what makes the figures worth less than they look, as sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
