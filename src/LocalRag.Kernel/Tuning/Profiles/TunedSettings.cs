using Microsoft.Extensions.Configuration;

namespace LocalRag.Tuning;

/// <summary>The layer of the configuration that holds what was tuned: above what plugins propose, below everything that the user sets.</summary>
internal sealed class TunedSettings(string root) : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Who set a key of this layer, as it is shown.</summary>
    public const string SourceName = "tuned profile";

    private readonly Lock _lock = new();
    private Dictionary<string, string> _profile = new(StringComparer.OrdinalIgnoreCase);
    private Dictionary<string, string> _trials = new(StringComparer.OrdinalIgnoreCase);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Takes the settings of a profile, in place of those of the one before.</summary>
    public void Replace(IReadOnlyDictionary<string, string> settings)
    {
        lock (_lock)
        {
            _profile = new Dictionary<string, string>(settings, StringComparer.OrdinalIgnoreCase);
            Compose();
        }

        OnReload();
    }

    /// <summary>Sets a key while it is tried, above the profile; null takes the trial away.</summary>
    public void Try(string key, string? value)
    {
        lock (_lock)
        {
            _trials = new Dictionary<string, string>(_trials, StringComparer.OrdinalIgnoreCase);
            if (value is null ? !_trials.Remove(key) : _trials.GetValueOrDefault(key) == value)
            {
                return;
            }

            if (value is not null)
            {
                _trials[key] = value;
            }

            Compose();
        }

        OnReload();
    }

    public override string ToString() => SourceName;

    // Another dictionary: readers may be in the one before.
    private void Compose() => Data = _profile.Concat(_trials)
        .GroupBy(pair => ConfigurationPath.Combine(root, pair.Key), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => (string?)group.Last().Value, StringComparer.OrdinalIgnoreCase);
}
