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

    /// <summary>Gets the change as it is written: <c>Key=value</c>, or <c>Key=</c> where the profile's value goes.</summary>
    public string Change => $"{Key}={Value}";

    /// <summary>Gets whether a plugin comes or goes.</summary>
    public bool TogglesPlugin => Key.StartsWith(Plugins, StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets whether it only changes how a search in the index goes.</summary>
    public bool ConcernsSearchOnly => Key.StartsWith("Sqlite:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Gets whether it may end the process that tries it: what loads models or code is tried in a process of its own first.</summary>
    public bool IsRisky => Cost != SettingCost.Live || TogglesPlugin;

    /// <summary>Returns settings with this change made.</summary>
    public IReadOnlyDictionary<string, string> ApplyTo(IReadOnlyDictionary<string, string> settings)
    {
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
