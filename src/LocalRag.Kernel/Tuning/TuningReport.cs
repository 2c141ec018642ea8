namespace LocalRag.Tuning;

/// <summary>What a run of the tuner came to.</summary>
public sealed record TuningReport
{
    /// <summary>Gets what was looked for.</summary>
    public required TuningGoal Goal { get; init; }

    /// <summary>Gets how long it took.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Gets the host's figures before anything was changed.</summary>
    public required HostFigures Before { get; init; }

    /// <summary>Gets what held it back.</summary>
    public required IReadOnlyList<Bottleneck> Bottlenecks { get; init; }

    /// <summary>Gets the changes that were measured to be better twice, and are in force.</summary>
    public required IReadOnlyList<KeptChange> Kept { get; init; }

    /// <summary>Gets every change that was tried.</summary>
    public required IReadOnlyList<TriedChange> Tried { get; init; }

    /// <summary>Gets the changes for which there was no time.</summary>
    public required IReadOnlyList<string> NotTried { get; init; }

    /// <summary>Gets the settings of the profile, which are in force.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Gets the file of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Gets what came out, as a sentence.</summary>
    public required string Summary { get; init; }
}
