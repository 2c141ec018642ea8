namespace LocalRag;

/// <summary>A plugin: the one public class of a plugin assembly derives from it, with a constructor without parameters.</summary>
/// <remarks>
/// An instance lives as long as one generation of the pipelines. <see cref="DisposeAsync"/> is called after the last call through its
/// layers has ended, or was cancelled at the drain limit; what it has started (timers, tasks, event handlers) must end there, or
/// the assembly can't be unloaded and is reported as leaked.
/// </remarks>
public abstract class RagPlugin : IAsyncDisposable
{
    /// <summary>Adds the plugin's layers, services and settings. An exception leaves the running generation as it is.</summary>
    /// <param name="builder">What the plugin can add to; not to be used after this method has returned.</param>
    public abstract void Configure(IRagPluginBuilder builder);

    /// <summary>Ends whatever the plugin has started.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
