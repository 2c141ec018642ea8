namespace LocalRag.Plugins.Cache;

/// <summary>What a level knows about a key: the value, or that this caller has to compute it and say how that ended.</summary>
internal sealed class CacheLookup<TValue>(CacheLevel<TValue> level, CacheKey key, TValue? value, Flight<TValue>? flight) : IDisposable
    where TValue : class
{
    private bool _ended;

    public TValue? Value => value;

    /// <summary>Notes that this caller has been given a part of a stream: whether it reads on is not known.</summary>
    public void Pause()
    {
        if (flight is not null)
        {
            level.Pause(flight);
        }
    }

    /// <summary>Notes that this caller reads on.</summary>
    public void Resume() => flight?.Resume();

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
