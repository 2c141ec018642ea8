using LocalRag.Plugins;
using LocalRag.Plugins.Composition;

namespace LocalRag.Settings;

/// <summary>Refuses settings that a plugin proposes and the host does not have, or that are not valid, before they can have any effect.</summary>
internal sealed class SettingsProposalCheck(SettingsCatalog catalog)
{
    /// <summary>Checks what the plugins propose; returns the first refusal, or null.</summary>
    public PluginRefusedException? Check(IEnumerable<PluginInstance> plugins)
    {
        foreach (PluginInstance plugin in plugins)
        {
            IReadOnlyList<string> problems = catalog.FindProblems(plugin.Settings, Setting.SourceOfPlugin(plugin.Id));
            if (problems.Count > 0)
            {
                return new PluginRefusedException(
                    plugin.Id,
                    $"The plugin {plugin.Id} proposes settings that can't be: {string.Join(" ", problems)}",
                    "Fix the plugin; the one before stays in use.");
            }
        }

        return null;
    }
}
