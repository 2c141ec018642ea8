using LocalRag.Settings;

namespace LocalRag.Tuning;

/// <summary>Tells which settings a profile may hold: those that are marked for it, which plugins are off, and which of those that come with the program are on. A file in a data folder must not do more.</summary>
internal sealed class TuningKeys(SettingsCatalog catalog)
{
    private const string PluginsOff = "Plugins:Disabled:";
    private const string OptimizersOn = "Plugins:Optimizers:";

    /// <summary>Returns the key that takes a plugin in that comes with the program; the plugin is its value.</summary>
    public static string OptimizerOn(string pluginId) => $"{OptimizersOn}tuned-{pluginId}";

    /// <summary>Returns the key that takes a plugin out; the plugin is its value.</summary>
    public static string PluginOff(string pluginId) => $"{PluginsOff}tuned-{pluginId}";

    /// <summary>Returns the settings that may be set; the others are told.</summary>
    public IReadOnlyDictionary<string, string> Allowed(IReadOnlyDictionary<string, string> settings, Action<string> refused)
    {
        Dictionary<string, string> allowed = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> tunable = new(catalog.ListTunable().Select(setting => setting.Key), StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in settings)
        {
            if (!tunable.Contains(key) && !key.StartsWith(PluginsOff, StringComparison.OrdinalIgnoreCase) && !key.StartsWith(OptimizersOn, StringComparison.OrdinalIgnoreCase))
            {
                refused($"{key} can't be set by a profile.");
            }
            else if (catalog.FindProblems(new Dictionary<string, string?> { [key] = value }, TunedSettings.SourceName) is [{ } problem, ..])
            {
                refused(problem);
            }
            else
            {
                allowed[key] = value;
            }
        }

        return allowed;
    }
}
