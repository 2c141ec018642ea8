namespace LocalRag.Memory;

/// <summary>Who holds how much memory.</summary>
/// <param name="removed">Told of an owner that was taken out, outside of any lock.</param>
internal sealed class MemoryLedger(Action<IMemoryOwner>? removed = null)
{
    private readonly Lock _lock = new();
    private readonly List<LedgerEntry> _entries = [];

    private Action<IMemoryOwner>? Removed { get; } = removed;

    public IDisposable Register(IMemoryOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        LedgerEntry entry = new(owner);
        lock (_lock)
        {
            _entries.Add(entry);
        }

        return new Registration(this, entry);
    }

    /// <summary>Returns the owners, those that are asked first at the front.</summary>
    public IReadOnlyList<LedgerEntry> List()
    {
        lock (_lock)
        {
            return [.. _entries.OrderBy(entry => entry.Owner.Priority)];
        }
    }

    private sealed class Registration(MemoryLedger ledger, LedgerEntry entry) : IDisposable
    {
        // Cleared, so that a registration that somebody still holds does not keep a plugin's owner alive.
        private LedgerEntry? _entry = entry;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is { } own)
            {
                lock (ledger._lock)
                {
                    ledger._entries.Remove(own);
                }

                ledger.Removed?.Invoke(own.Owner);
            }
        }
    }
}
