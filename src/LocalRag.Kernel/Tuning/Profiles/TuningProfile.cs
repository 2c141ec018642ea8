namespace LocalRag.Tuning;

/// <summary>What was found for a machine, a model and the documents of a data folder. It is kept as plain JSON with names in snake_case.</summary>
public sealed record TuningProfile
{
    /// <summary>The <see cref="SchemaVersion"/> that this version writes.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Gets the version of this format; a reader refuses another one.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Gets what it was found for.</summary>
    public required TuningSubject Subject { get; init; }

    /// <summary>Gets whether the settings are in force.</summary>
    public bool Applied { get; init; }

    /// <summary>Gets when the settings were verified last; null where none was found yet.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Gets what was looked for; null where nothing was found yet.</summary>
    public TuningGoal? Goal { get; init; }

    /// <summary>Gets the documents that it was measured with; null where nothing was found yet.</summary>
    public string? Corpus { get; init; }

    /// <summary>Gets the settings, below whatever the user sets.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets why each setting is as it is.</summary>
    public IReadOnlyList<KeptChange> Changes { get; init; } = [];

    /// <summary>Gets what was found to do harm, and is not tried again.</summary>
    public IReadOnlyList<HarmfulChange> Harmful { get; init; } = [];

    /// <summary>Gets what held the host back when it was last measured.</summary>
    public IReadOnlyList<Bottleneck> Bottlenecks { get; init; } = [];

    /// <summary>Gets what was found to be better on live calls.</summary>
    public IReadOnlyList<OnlineChange> KeptOnline { get; init; } = [];

    /// <summary>Gets the changes that are being measured just now: if the process ends over it, one of them is to blame.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>Gets the settings that the last tuning took the place of.</summary>
    public IReadOnlyDictionary<string, string> Previous { get; init; } = new Dictionary<string, string>();

    /// <summary>Returns whether a change is known to do harm for a goal.</summary>
    internal bool IsHarmful(string change, TuningGoal goal) => Harmful.Any(harmful => harmful.Change == change && (harmful.Goal is null || harmful.Goal == goal));

    /// <summary>Returns whether a change is known to do harm for any goal.</summary>
    internal bool IsHarmful(string change) => Harmful.Any(harmful => harmful.Change == change);

    /// <summary>Returns the profile with one more harmful change; what was known of it before gives way.</summary>
    internal TuningProfile With(HarmfulChange harmful) => this with
    {
        Harmful = [.. Harmful.Where(known => known.Change != harmful.Change || known.Goal != harmful.Goal), harmful],
    };
}
