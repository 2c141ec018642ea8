namespace LocalRag.Plugins.Composition;

/// <summary>How plugins report to their host.</summary>
/// <param name="TakeOut">Called with the plugin, its content hash and the reason when its circuit breaker opens.</param>
/// <param name="Unloading">Called when the unload of a plugin begins.</param>
internal sealed record PluginCallbacks(Action<string, string, string> TakeOut, Action<PluginInstance> Unloading);
