namespace LocalRag.Plugins;

/// <summary>A plugin was not taken: its file, its contract version, its dependencies or its settings are not as they must be.</summary>
/// <param name="plugin">The plugin's name, or the path of its folder while the name is not known.</param>
/// <param name="problem">What is wrong, naming the file or the setting.</param>
/// <param name="nextStep">What to do about it.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class PluginRefusedException(string plugin, string problem, string? nextStep = null, Exception? innerException = null)
    : LocalRagException(problem, nextStep, innerException)
{
    /// <summary>Gets the plugin's name, or the path of its folder.</summary>
    public string Plugin { get; } = plugin;
}
