namespace LocalRag.Plugins.Health;

/// <summary>The time that one call may still spend in one plugin's own layers. It stands still while the call is further in.</summary>
/// <remarks>
/// 1. A boundary starts a clock before it calls its plugin's layers; the next boundary further in finds it in the flow of the call, and stops it meanwhile.
/// 2. Several calls further in at once count once: the clock goes on when the last one is back.
/// 3. When it has run out, the token that the layers were given is cancelled and the boundary gives the call up: a layer that ignores the token can't hold it.
/// </remarks>
internal sealed class LayerClock : IDisposable
{
    private static readonly AsyncLocal<LayerClock?> s_current = new();

    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _expired;
    private readonly TaskCompletionSource _ranOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private TimeSpan _left;
    private long _since;
    private int _furtherIn;
    private bool _disposed;

    public LayerClock(TimeSpan limit, TimeProvider timeProvider, CancellationToken callerToken)
    {
        _left = limit;
        _timeProvider = timeProvider;
        _expired = CancellationTokenSource.CreateLinkedTokenSource(callerToken);
        _since = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(static state => ((LayerClock)state!).RunOut(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the clock of the layers that called, if they have one.</summary>
    public static LayerClock? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>Gets the token for the layers: the caller's, or cancelled when the time has run out.</summary>
    public CancellationToken Token => _expired.Token;

    public bool HasRunOut => _ranOut.Task.IsCompleted;

    /// <summary>Waits for the layers, or until the time has run out.</summary>
    /// <returns>False where the time has run out first.</returns>
    public async Task<bool> WaitAsync(Task layers) => await Task.WhenAny(layers, _ranOut.Task) == layers || !HasRunOut;

    /// <summary>The call has gone further in.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_furtherIn++ == 0 && !_disposed)
            {
                _left -= _timeProvider.GetElapsedTime(_since);
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The call has come back.</summary>
    public void GoOn()
    {
        lock (_lock)
        {
            if (--_furtherIn == 0 && !_disposed)
            {
                _since = _timeProvider.GetTimestamp();
                _timer.Change(_left > TimeSpan.Zero ? _left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
        _expired.Dispose();
    }

    private void RunOut()
    {
        lock (_lock)
        {
            if (_disposed || _furtherIn > 0)
            {
                return;
            }

            _ranOut.TrySetResult();
        }

        // Outside the lock: the layers' handlers run here.
        try
        {
            _expired.Cancel();
        }
        catch (Exception exception) when (exception is ObjectDisposedException or AggregateException)
        {
            // The call has ended meanwhile, or a handler of the layers threw: the call is given up either way.
        }
    }
}
