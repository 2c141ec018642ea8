namespace LocalRag.Plugins.Cache;

/// <summary>How a computation ended, for those who waited for it.</summary>
internal enum FlightEnd
{
    /// <summary>With a value for all.</summary>
    Shared,

    /// <summary>With one that is for its own caller alone, or not in time.</summary>
    Own,

    /// <summary>Its caller has left: somebody else must compute.</summary>
    Cancelled,
}

/// <summary>A computation under way, which other callers with the same key wait for.</summary>
internal sealed class Flight<TValue>
    where TValue : class
{
    private readonly TaskCompletionSource<(FlightEnd End, TValue? Value)> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    public async Task<(FlightEnd End, TValue? Value)> WaitAsync(TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            return await _landed.Task.WaitAsync(patience, timeProvider, cancellationToken);
        }
        catch (TimeoutException) when (!_landed.Task.IsCompleted)
        {
            return (FlightEnd.Own, null);
        }
    }
}

/// <summary>What a level knows about a key: the value, or that this caller has to compute it and say how that ended.</summary>
internal sealed class CacheLookup<TValue>(CacheLevel<TValue> level, CacheKey key, TValue? value, Flight<TValue>? flight) : IDisposable
    where TValue : class
{
    private bool _ended;

    public TValue? Value => value;

    /// <summary>Keeps what was computed, and gives it to those who wait.</summary>
    /// <param name="computed">The value; null for one that must not be kept.</param>
    /// <param name="bytes">Its size.</param>
    public void Complete(TValue? computed, long bytes)
    {
        if (computed is not null)
        {
            level.Put(key, computed, bytes);
        }

        End(computed is null ? FlightEnd.Own : FlightEnd.Shared, computed);
    }

    public void Fail(Exception exception) => End(FlightEnd.Own, null, exception);

    /// <summary>Lets somebody else compute, where this caller has left without a word.</summary>
    public void Dispose() => End(FlightEnd.Cancelled, null);

    private void End(FlightEnd end, TValue? computed, Exception? exception = null)
    {
        if (!_ended)
        {
            _ended = true;
            if (flight is not null)
            {
                level.Land(key, flight, end, computed, exception);
            }
        }
    }
}
