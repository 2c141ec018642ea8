using System.Collections.Concurrent;
using BitFaster.Caching.Lru;

namespace LocalRag.Plugins.Cache;

/// <summary>One level: values by key, evicted so that a scan of new keys does not take those that are used again, and one computation at a time for each key.</summary>
/// <remarks>
/// The library's ConcurrentLru has no thread and no timer that could keep the plugin in memory. A key is never taken out by itself, because the library would
/// hold its value until the slot comes round: a value that no longer holds is replaced, or evicted.
/// </remarks>
internal sealed class CacheLevel<TValue> : ICacheLevel, IBudgetedLevel, IDisposable
    where TValue : class
{
    /// <summary>The key and the library's bookkeeping for one value.</summary>
    private const int EntryBytes = 200;

    /// <summary>The library needs a slot for each of its three queues.</summary>
    private const int LeastEntries = 3;

    /// <summary>How long the reader of a stream may take to read on before those who wait for the same compute by themselves.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _name;
    private readonly CacheBudget _budget;
    private readonly TimeProvider _timeProvider;
    private readonly ConcurrentLru<CacheKey, Sized> _values;
    private readonly ConcurrentDictionary<CacheKey, Flight<TValue>> _flights = new();
    private long _bytes;
    private long _hits;
    private long _misses;
    private bool _disposed;

    public CacheLevel(string name, int entries, CacheBudget budget, TimeProvider timeProvider)
    {
        (_name, _budget, _timeProvider) = (name, budget, timeProvider);
        _values = new ConcurrentLru<CacheKey, Sized>(1, Math.Max(LeastEntries, entries), EqualityComparer<CacheKey>.Default);
        _values.Events.Value!.ItemRemoved += (_, removed) => Count(-removed.Value!.Bytes);
        _values.Events.Value!.ItemUpdated += (_, updated) => Count(-updated.OldValue!.Bytes);
        budget.Add(this);
    }

    public string Name => _name;

    /// <summary>Gets or sets what says more of its hits.</summary>
    public Func<string>? Note { get; set; }

    public long Bytes => Interlocked.Read(ref _bytes);

    public CacheLevelStatistics GetStatistics() =>
        new(_values.Count, _values.Capacity, Bytes, Interlocked.Read(ref _hits), Interlocked.Read(ref _misses)) { Note = Note?.Invoke() };

    /// <summary>Returns the value, or the duty to compute it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="use">What the request wants; not <see cref="CacheUse.Bypass"/>.</param>
    /// <param name="holdsAsync">Says whether a value is still what would be computed.</param>
    /// <param name="cancellationToken">Ends the wait for another caller's computation.</param>
    /// <exception cref="Exception">What the other caller's computation threw.</exception>
    public async ValueTask<CacheLookup<TValue>> LookUpAsync(
        CacheKey key, CacheUse use, Func<TValue, CancellationToken, ValueTask<bool>> holdsAsync, CancellationToken cancellationToken)
    {
        if (use == CacheUse.Refresh)
        {
            return Miss(key, null);
        }

        while (true)
        {
            if (_values.TryGet(key, out Sized? kept) && await holdsAsync(kept.Value, cancellationToken))
            {
                return Hit(kept.Value);
            }

            Flight<TValue> own = new();
            Flight<TValue> flight = _flights.GetOrAdd(key, own);
            if (ReferenceEquals(flight, own))
            {
                // Somebody may have landed between the look and the start.
                if (_values.TryGet(key, out Sized? landed) && !ReferenceEquals(landed, kept))
                {
                    Land(key, own, FlightEnd.Cancelled);
                    continue;
                }

                return Miss(key, own);
            }

            (FlightEnd end, TValue? value) = await flight.WaitAsync(s_patience, _timeProvider, cancellationToken);
            if (end == FlightEnd.Shared && await holdsAsync(value!, cancellationToken))
            {
                return Hit(value!);
            }

            if (end is not (FlightEnd.Cancelled or FlightEnd.Shared))
            {
                return Miss(key, null);
            }
        }
    }

    /// <summary>Returns the value if it is there, without waiting.</summary>
    public TValue? Find(CacheKey key)
    {
        TValue? value = Peek(key);
        CountLookup(value is not null);
        return value;
    }

    /// <summary>Returns the value if it is there; the look is not counted.</summary>
    public TValue? Peek(CacheKey key) => _values.TryGet(key, out Sized? kept) ? kept.Value : null;

    /// <summary>Puts a value in, if there can be room for it.</summary>
    public void Put(CacheKey key, TValue value, long bytes)
    {
        Sized sized = new(value, bytes + EntryBytes);
        lock (_budget.Lock)
        {
            if (!_disposed && _budget.TryMakeRoom(sized.Bytes))
            {
                // Before it goes in: it may be the one that is evicted by it.
                Count(sized.Bytes);
                _values.AddOrUpdate(key, sized);
            }
        }
    }

    /// <summary>Ends a computation that others may be waiting for.</summary>
    public void Land(CacheKey key, Flight<TValue> flight, FlightEnd end, TValue? value = null, Exception? exception = null)
    {
        _flights.TryRemove(KeyValuePair.Create(key, flight));
        flight.Land(end, value, exception);
    }

    /// <summary>Notes that the caller that computes has been given a part.</summary>
    public void Pause(Flight<TValue> flight) => flight.Pause(_timeProvider);

    /// <summary>Takes the duty to compute a key, or returns the computation that is under way.</summary>
    public Flight<TValue> Join(CacheKey key, out bool leads)
    {
        Flight<TValue> own = new();
        Flight<TValue> flight = _flights.GetOrAdd(key, own);
        leads = ReferenceEquals(flight, own);
        return flight;
    }

    public async ValueTask<TValue?> WaitAsync(Flight<TValue> flight, CancellationToken cancellationToken)
    {
        (FlightEnd end, TValue? value) = await flight.WaitAsync(s_patience, _timeProvider, cancellationToken);
        return end == FlightEnd.Shared ? value : null;
    }

    /// <summary>Counts a look that the level can't judge by itself.</summary>
    public void CountLookup(bool hit)
    {
        Interlocked.Increment(ref hit ? ref _hits : ref _misses);
        LocalRagTelemetry.CountCacheLookup(_name, hit);
    }

    public void TrimOne() => _values.Policy.Eviction.Value!.Trim(1);

    public void Clear()
    {
        lock (_budget.Lock)
        {
            _values.Clear();
        }
    }

    public void Dispose()
    {
        lock (_budget.Lock)
        {
            if (!_disposed)
            {
                _disposed = true;
                _budget.Remove(this);
            }
        }
    }

    private CacheLookup<TValue> Hit(TValue value)
    {
        CountLookup(hit: true);
        return new CacheLookup<TValue>(this, default, value, null);
    }

    private CacheLookup<TValue> Miss(CacheKey key, Flight<TValue>? flight)
    {
        CountLookup(hit: false);
        return new CacheLookup<TValue>(this, key, null, flight);
    }

    private void Count(long difference)
    {
        Interlocked.Add(ref _bytes, difference);
        _budget.Count(difference);
    }

    private sealed record Sized(TValue Value, long Bytes);
}
