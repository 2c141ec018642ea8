namespace LocalRag.Plugins;

/// <summary>A plugin's assembly that was taken out of use and is still in memory.</summary>
/// <param name="PluginId">The plugin.</param>
/// <param name="ContentHash">SHA-256 over its files, in lower-case hexadecimal.</param>
/// <param name="Leaked">True when it stayed after the collections that should have freed it; false while they are under way.</param>
/// <param name="Age">The time since its unload began.</param>
public sealed record PluginUnload(string PluginId, string ContentHash, bool Leaked, TimeSpan Age);
