namespace LocalRag.Plugins.Cache;

/// <summary>The memory that all levels share. Room is made before a value is put in, so that it is never exceeded.</summary>
internal sealed class CacheBudget : IMemoryOwner
{
    private readonly long _bytes;
    private readonly List<IBudgetedLevel> _levels = [];
    private long _limit;
    private long _used;
    private MemoryTrim _trim;

    public CacheBudget(long bytes) => _bytes = _limit = bytes;

    public string Name => "cache";

    public MemoryKind Kind => MemoryKind.Cache;

    public MemoryPriority Priority => MemoryPriority.Recomputable;

    /// <summary>Gets what all levels hold, in bytes.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Gets the lock under which levels change; reading a level needs none.</summary>
    public Lock Lock { get; } = new();

    public MemoryUsage GetUsage() => new(0, Managed: Used);

    public long GetTrimmableBytes(MemoryTrim level) => level switch
    {
        MemoryTrim.Severe => Used,
        MemoryTrim.Moderate => _trim < MemoryTrim.Moderate ? Used / 2 : 0,
        _ => 0,
    };

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        lock (Lock)
        {
            if (level != _trim)
            {
                _limit = level switch
                {
                    MemoryTrim.Severe => 0,

                    // On the way back there is nothing left to halve: a part of the budget may fill until there is room for all.
                    MemoryTrim.Moderate => _trim == MemoryTrim.Severe ? _bytes / 4 : Used / 2,
                    _ => _bytes,
                };
                _trim = level;
                TryMakeRoom(0);
            }
        }

        return ValueTask.CompletedTask;
    }

    public void Add(IBudgetedLevel level)
    {
        lock (Lock)
        {
            _levels.Add(level);
        }
    }

    public void Remove(IBudgetedLevel level)
    {
        lock (Lock)
        {
            level.Clear();
            _levels.Remove(level);
        }
    }

    /// <summary>Takes from the levels, the largest first, until there is room; called under the lock.</summary>
    /// <returns>False where there can be none.</returns>
    public bool TryMakeRoom(long wanted)
    {
        if (wanted > _limit)
        {
            return false;
        }

        while (_used + wanted > _limit)
        {
            IBudgetedLevel largest = _levels.MaxBy(level => level.Bytes)!;
            long before = largest.Bytes;
            largest.TrimOne();
            if (largest.Bytes == before)
            {
                largest.Clear();
            }
        }

        return true;
    }

    /// <summary>Counts what a level has put in or let go; called under the lock.</summary>
    public void Count(long difference) => Interlocked.Add(ref _used, difference);
}
