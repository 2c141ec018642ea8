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
/// <param name="deadline">How long the plugin's layers may take in one call; null for no limit.</param>
internal sealed class BoundaryMeter(PluginHealth? owner, BoundaryMeter? inner, TimeProvider timeProvider, TimeSpan? deadline)
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

    /// <summary>Gets whether a plugin's layers are behind it.</summary>
    public bool IsPlugin => owner is not null;

    private string? OwnerId => owner?.PluginId;

    public void Enter() => Interlocked.Increment(ref _calls);

    /// <summary>Counts, times and attributes one call that ends with its task.</summary>
    public async Task<TResult> MeasureAsync<TResult>(Func<CancellationToken, Task<TResult>> call, CancellationToken callerToken)
    {
        Enter();
        long since = Resume();
        try
        {
            return await LimitAsync(call, callerToken);
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

    /// <summary>Runs a call, or one step of a stream, with the limit that is set; without one as it is.</summary>
    public Task<TResult> LimitAsync<TResult>(Func<CancellationToken, Task<TResult>> call, CancellationToken callerToken) =>
        deadline is null ? call(callerToken) : TimeAsync(call, callerToken);

    /// <summary>Gets whether the layers' time is limited, so that a step costs more than a call.</summary>
    public bool IsLimited => deadline is not null;

    // An async method of its own: what it sets in the flow of the call ends with it.
    private async Task<TResult> TimeAsync<TResult>(Func<CancellationToken, Task<TResult>> call, CancellationToken callerToken)
    {
        LayerClock? outer = LayerClock.Current;
        outer?.Stop();
        try
        {
            if (owner is null)
            {
                LayerClock.Current = null;
                return await call(callerToken);
            }

            using LayerClock clock = new(deadline!.Value, timeProvider, callerToken);
            LayerClock.Current = clock;

            // A layer that blocks before its first await must not hold the caller.
            Task<TResult> layers = Task.Run(() => call(clock.Token), CancellationToken.None);
            if (await clock.WaitAsync(layers) && !(clock.HasRunOut && layers.IsCanceled))
            {
                return await layers;
            }

            Abandon(layers);
            throw new PluginDeadlineException(owner.PluginId, deadline.Value);
        }
        finally
        {
            outer?.GoOn();
        }
    }

    // What a call that was given up throws later on is nobody's any more.
    private static void Abandon(Task layers) => _ = layers.ContinueWith(
        static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    public long Resume() => timeProvider.GetTimestamp();

    public void Pause(long since) => Interlocked.Add(ref _ticks, timeProvider.GetTimestamp() - since);

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
