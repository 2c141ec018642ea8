using LocalRag.Plugins.Packaging;

namespace LocalRag.Plugins.Composition;

/// <summary>How plugins report to their host.</summary>
/// <param name="TakeOut">Called with the plugin, its content hash and the reason when its circuit breaker opens.</param>
/// <param name="Unloading">Called with the weak reference to its load context when the unload of a plugin begins.</param>
/// <param name="ExitFailed">Called with the plugin and what it threw, as text, when it failed on its way out.</param>
internal sealed record PluginCallbacks(
    Action<string, string, string> TakeOut, Action<PluginPackage, WeakReference> Unloading, Action<string, string> ExitFailed);
