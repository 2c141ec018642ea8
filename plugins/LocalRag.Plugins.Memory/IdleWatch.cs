namespace LocalRag.Plugins.Memory;

/// <summary>Has the host compact its memory when nobody has called a model for a while: at other times it would make somebody wait.</summary>
/// <remarks>Once for each pause. Members may be called from any thread; the last compaction has ended when it is disposed of.</remarks>
internal sealed class IdleWatch : IAsyncDisposable
{
    private readonly IMemoryArbiter _memory;
    private readonly TimeSpan _pause;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private Task _compacting = Task.CompletedTask;
    private int _calls;
    private bool _disposed;

    /// <param name="memory">Compacts.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="pause">How long nobody must have called; 0 is never.</param>
    public IdleWatch(IMemoryArbiter memory, TimeProvider timeProvider, TimeSpan pause)
    {
        _memory = memory;
        _pause = pause;
        _timer = timeProvider.CreateTimer(_ => OnPause(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells that a call begins; it ends when the result is disposed of.</summary>
    public Call Begin()
    {
        Interlocked.Increment(ref _calls);
        return new Call(this);
    }

    public async ValueTask DisposeAsync()
    {
        Task compacting;
        lock (_lock)
        {
            _disposed = true;
            compacting = _compacting;
        }

        await _timer.DisposeAsync();
        await compacting;
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _calls) > 0 || _pause == TimeSpan.Zero)
        {
            return;
        }

        lock (_lock)
        {
            if (!_disposed)
            {
                _timer.Change(_pause, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void OnPause()
    {
        lock (_lock)
        {
            if (!_disposed && Volatile.Read(ref _calls) == 0 && _compacting.IsCompleted)
            {
                _compacting = _memory.CompactAsync().AsTask();
            }
        }
    }

    /// <summary>A call under way.</summary>
    internal readonly struct Call(IdleWatch watch) : IDisposable
    {
        public void Dispose() => watch.End();
    }
}
