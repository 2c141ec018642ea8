namespace LocalRag.Plugins;

/// <summary>A plugin's layers took longer than <c>Plugins:LayerDeadline</c>; the call through them was given up.</summary>
/// <param name="pluginId">The plugin.</param>
/// <param name="limit">The time that its layers had.</param>
public sealed class PluginDeadlineException(string pluginId, TimeSpan limit) : LocalRagException(
    $"The plugin {pluginId} took longer than {limit.TotalSeconds:0.###} s (Plugins:LayerDeadline) in its own layers; the call was given up.",
    $"Raise Plugins:LayerDeadline, or turn the plugin off: localrag plugins disable {pluginId}")
{
    /// <summary>Gets the plugin.</summary>
    public string PluginId { get; } = pluginId;
}
