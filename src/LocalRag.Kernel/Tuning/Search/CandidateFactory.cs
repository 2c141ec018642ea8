using LocalRag.Plugins;
using LocalRag.Settings;

namespace LocalRag.Tuning;

/// <summary>Lists the changes that may be tried: values of settings that nobody but a plugin or a profile has set, and plugins that come or go.</summary>
internal sealed class CandidateFactory(SettingsCatalog catalog, PluginHost plugins)
{
    private const string PluginsSection = "Plugins:";

    /// <summary>The lists that decide which plugins there are: one that the user has filled is the user's word.</summary>
    private static readonly string[] s_pluginSettings = ["Plugins:Enabled", "Plugins:Only", "Plugins:Disabled", "Plugins:Optimizers"];

    /// <summary>The name of the change that takes back all that a profile has set, which is the shortest way out of a profile that has gone bad.</summary>
    public const string EverythingBack = "everything as without the profile";

    /// <param name="settings">The settings of the profile.</param>
    public IReadOnlyList<Candidate> Create(IReadOnlyDictionary<string, string> settings)
    {
        Candidate[] singles = [.. OfSettings(settings), .. OfPlugins(settings)];
        Candidate[] back = [.. singles.Where(single => single.IsUndoing)];
        return back.Length > 1 ? [Candidate.Together(EverythingBack, back), .. singles] : singles;
    }

    private IEnumerable<Candidate> OfSettings(IReadOnlyDictionary<string, string> settings)
    {
        foreach (Tunable tunable in catalog.ListTunable().Where(tunable => tunable.IsFree && tunable.Cost != SettingCost.Ingest && !tunable.Key.StartsWith(PluginsSection, StringComparison.Ordinal)))
        {
            string? before = settings.GetValueOrDefault(tunable.Key);

            // What a profile has set can go back to what it would be without; once it has, that is the default here.
            bool isTakenBack = before is null && tunable.Setting.Source == TunedSettings.SourceName;
            IEnumerable<string?> values = before is null
                ? tunable.Values.Where(value => !isTakenBack || value != tunable.Setting.DefaultValue)
                : tunable.Values.Where(value => value != before).Append(null);
            foreach (string? value in values)
            {
                yield return new Candidate(tunable.Key, value, before, tunable.Cost, tunable.ChangesAnswers);
            }
        }
    }

    private IEnumerable<Candidate> OfPlugins(IReadOnlyDictionary<string, string> settings)
    {
        if (catalog.List().Any(setting => s_pluginSettings.Contains(setting.Key) && !Tunable.IsFreeSource(setting.Source)))
        {
            yield break;
        }

        foreach (PluginStatus plugin in plugins.List().Where(plugin => plugin.State is PluginState.Active or PluginState.Disabled))
        {
            // One that comes with the program is off until it is named, any other is on until it is.
            string key = plugin.IsOptimizer ? TuningKeys.OptimizerOn(plugin.Id) : TuningKeys.PluginOff(plugin.Id);
            string? before = settings.GetValueOrDefault(key);
            bool isAsWithoutProfile = (plugin.State == PluginState.Active) != plugin.IsOptimizer;
            if (before is not null || isAsWithoutProfile)
            {
                yield return new Candidate(key, before is null ? plugin.Id : null, before, SettingCost.Reload, ChangesAnswers: true);
            }
        }
    }
}
