using System.Runtime.CompilerServices;

namespace LocalRag.Plugins.Health;

/// <summary>Counts what passes one boundary of a pipeline: the calls, the time behind it, and the faults that come from right behind it.</summary>
/// <remarks>
/// A pipeline has a boundary outside each plugin's layers and one outside the engine. The time of a plugin's own layers is the time at its
/// boundary less the time at the next one further in. A fault belongs to the innermost boundary that sees it.
/// </remarks>
/// <param name="owner">The plugin whose layers are right behind the boundary; null for the host's own service.</param>
/// <param name="inner">The next boundary further in; null for the innermost.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class BoundaryMeter(PluginHealth? owner, BoundaryMeter? inner, TimeProvider timeProvider)
{
    private static readonly ConditionalWeakTable<Exception, BoundaryMeter> s_origins = [];

    private long _calls;
    private long _ticks;

    /// <summary>Gets the number of calls that have begun.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Gets the time spent between this boundary and the next one further in, over all calls.</summary>
    public TimeSpan OwnTime => timeProvider.GetElapsedTime(0, Interlocked.Read(ref _ticks) - (inner is null ? 0 : Interlocked.Read(ref inner._ticks)));

    /// <summary>Returns the plugin that an exception comes from; null where it is the host's, or has passed no boundary.</summary>
    public static string? FindOrigin(Exception exception) => s_origins.TryGetValue(exception, out BoundaryMeter? origin) ? origin.OwnerId : null;

    private string? OwnerId => owner?.PluginId;

    public void Enter() => Interlocked.Increment(ref _calls);

    /// <summary>Counts, times and attributes one call that ends with its task.</summary>
    public async Task<TResult> MeasureAsync<TResult>(Func<Task<TResult>> call, CancellationToken callerToken)
    {
        Enter();
        long since = Resume();
        try
        {
            TResult result = await call();
            Succeeded();
            return result;
        }
        catch (Exception exception)
        {
            Failed(exception, callerToken);
            throw;
        }
        finally
        {
            Pause(since);
        }
    }

    public long Resume() => timeProvider.GetTimestamp();

    public void Pause(long since) => Interlocked.Add(ref _ticks, timeProvider.GetTimestamp() - since);

    public void Succeeded() => owner?.RecordSuccess();

    /// <summary>Records a fault where it comes from; called at each boundary that it passes on its way out.</summary>
    public void Failed(Exception exception, CancellationToken callerToken)
    {
        if (exception is OperationCanceledException && callerToken.IsCancellationRequested)
        {
            return;
        }

        if (s_origins.TryAdd(exception, this))
        {
            owner?.RecordFault(exception);
        }
    }
}
