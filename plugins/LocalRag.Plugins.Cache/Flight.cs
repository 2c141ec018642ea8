namespace LocalRag.Plugins.Cache;

/// <summary>A computation under way, which other callers with the same key wait for.</summary>
internal sealed class Flight<TValue>
    where TValue : class
{
    private readonly TaskCompletionSource<(FlightEnd End, TValue? Value)> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When its caller was given a part, as a timestamp; 0 while the next one is computed.</summary>
    private long _pausedAt;

    public void Land(FlightEnd end, TValue? value, Exception? exception)
    {
        if (exception is null)
        {
            _landed.TrySetResult((end, value));
        }
        else if (_landed.TrySetException(exception))
        {
            // Its own caller sees it; that nobody waited is no fault.
            _ = _landed.Task.Exception;
        }
    }

    /// <summary>Notes that its caller has been given a part, and may or may not ask for the next one.</summary>
    public void Pause(TimeProvider timeProvider) => Volatile.Write(ref _pausedAt, timeProvider.GetTimestamp() | 1);

    /// <summary>Notes that its caller has asked for the next part.</summary>
    public void Resume() => Volatile.Write(ref _pausedAt, 0);

    /// <summary>Waits for the end, however long the computation takes; but not for a caller that has stopped reading.</summary>
    /// <param name="patience">How long a caller may take to read on.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(FlightEnd End, TValue? Value)> WaitAsync(TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await _landed.Task.WaitAsync(patience, timeProvider, cancellationToken);
            }
            catch (TimeoutException) when (!_landed.Task.IsCompleted)
            {
                if (Volatile.Read(ref _pausedAt) is not 0 and var since && timeProvider.GetElapsedTime(since) >= patience)
                {
                    return (FlightEnd.Own, null);
                }
            }
        }
    }
}
