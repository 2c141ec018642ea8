namespace LocalRag.Plugins.Unloading;

/// <summary>The load context of a plugin that was swapped out or removed.</summary>
internal sealed class RetiredContext(string pluginId, string contentHash, WeakReference context, DateTimeOffset since)
{
    public string PluginId { get; } = pluginId;

    public string ContentHash { get; } = contentHash;

    public WeakReference Context { get; } = context;

    /// <summary>Gets when its unload began.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>Gets whether the collections are over and it is still there.</summary>
    public bool IsLeaked { get; private set; }

    public void MarkLeaked() => IsLeaked = true;
}
