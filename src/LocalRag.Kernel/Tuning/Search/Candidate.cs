namespace LocalRag.Tuning;

/// <summary>A change that may make things better.</summary>
/// <param name="Key">The setting.</param>
/// <param name="Value">Its value; null takes the profile's value away.</param>
/// <param name="From">The value that a profile has set before; null where none has.</param>
/// <param name="Cost">What the change costs.</param>
/// <param name="ChangesAnswers">Whether it can give other answers.</param>
internal sealed record Candidate(string Key, string? Value, string? From, SettingCost Cost, bool ChangesAnswers)
{
    private const string Plugins = "Plugins:";

    /// <summary>Gets the change as it is written: <c>Key=value</c>, or <c>Key=</c> where the profile's value goes; <c>Key</c> alone names several at once.</summary>
    public string Change => Parts.Count == 0 ? $"{Key}={Value}" : Key;

    /// <summary>Gets the changes that are made at once; none where this is a single one.</summary>
    public IReadOnlyList<Candidate> Parts { get; private init; } = [];

    /// <summary>Gets the single changes that it consists of.</summary>
    public IReadOnlyList<Candidate> Singles => Parts.Count == 0 ? [this] : Parts;

    /// <summary>Gets whether it goes back to what holds without a profile.</summary>
    public bool IsUndoing => Singles.All(single => single.Value is null && single.From is not null);

    /// <summary>Gets whether a plugin comes or goes.</summary>
    public bool TogglesPlugin => Singles.Any(single => single.Key.StartsWith(Plugins, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets whether it only changes how a search in the index goes.</summary>
    public bool ConcernsSearchOnly => Singles.All(single => single.Key.StartsWith("Sqlite:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Gets whether it may end the process that tries it: what loads models or code is tried in a process of its own first.</summary>
    public bool IsRisky => Cost != SettingCost.Live || TogglesPlugin;

    /// <summary>Returns changes as one, which is tried, kept and refused as a whole.</summary>
    public static Candidate Together(string name, IReadOnlyList<Candidate> parts) =>
        new(name, null, null, parts.Max(part => part.Cost), parts.Any(part => part.ChangesAnswers)) { Parts = parts };

    /// <summary>Returns settings with this change made.</summary>
    public IReadOnlyDictionary<string, string> ApplyTo(IReadOnlyDictionary<string, string> settings)
    {
        if (Parts.Count > 0)
        {
            return Parts.Aggregate(settings, (changed, part) => part.ApplyTo(changed));
        }

        Dictionary<string, string> changed = new(settings, StringComparer.OrdinalIgnoreCase);
        if (Value is null)
        {
            changed.Remove(Key);
        }
        else
        {
            changed[Key] = Value;
        }

        return changed;
    }
}
