namespace LocalRag.Plugins.Unloading;

/// <summary>The load context of a plugin that was swapped out or removed.</summary>
internal sealed class RetiredContext(string pluginId, string contentHash, WeakReference context, DateTimeOffset since)
{
    private readonly TaskCompletionSource _proven = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string PluginId { get; } = pluginId;

    public string ContentHash { get; } = contentHash;

    public WeakReference Context { get; } = context;

    /// <summary>Gets when its unload began.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>Gets or sets the collections that it has outlived; counted by the monitor's task alone.</summary>
    public int Rounds { get; set; }

    /// <summary>Gets whether the collections are over and it is still there.</summary>
    public bool IsLeaked { get; private set; }

    /// <summary>Gets a task that ends when it is known whether it is gone.</summary>
    public Task Proven => _proven.Task;

    public void MarkProven() => _proven.TrySetResult();

    public void MarkLeaked() => IsLeaked = true;
}
