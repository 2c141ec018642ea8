namespace LocalRag.Memory.Reporting;

/// <summary>Looks at this process's memory again and again, for its highest mark: the system keeps one of resident pages only, shared ones counted in full.</summary>
public sealed class PeakMemory : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly MemoryReporter _reporter;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;
    private long _peak;

    /// <summary>Begins to look.</summary>
    /// <param name="reporter">Looks.</param>
    /// <param name="timeProvider">Tells when to look.</param>
    public PeakMemory(MemoryReporter reporter, TimeProvider timeProvider)
    {
        _reporter = reporter;
        _watch = WatchAsync(timeProvider);
    }

    /// <summary>Returns the highest mark until now.</summary>
    public long Read()
    {
        Look();
        return Volatile.Read(ref _peak);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync(TimeProvider timeProvider)
    {
        using PeriodicTimer timer = new(s_interval, timeProvider);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            Look();
        }
    }

    private void Look()
    {
        long bytes = _reporter.ReadProcessBytes();
        long seen = Volatile.Read(ref _peak);
        while (bytes > seen)
        {
            seen = Interlocked.CompareExchange(ref _peak, bytes, seen) is var before && before == seen ? bytes : before;
        }
    }
}
