namespace LocalRag.Memory;

/// <summary>The arbiter as one plugin sees it: what the plugin has not taken out of the ledger goes with its container, so that no owner keeps its assembly.</summary>
internal sealed class PluginMemoryArbiter(IMemoryArbiter inner) : IMemoryArbiter, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _registrations = [];
    private bool _disposed;

    public MemoryStatus Status => inner.Status;

    public IDisposable Register(IMemoryOwner owner)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            IDisposable registration = inner.Register(owner);
            _registrations.Add(registration);
            return registration;
        }
    }

    public ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken = default) =>
        inner.ReserveAsync(purpose, bytes, cancellationToken);

    public ValueTask CompactAsync(CancellationToken cancellationToken = default) => inner.CompactAsync(cancellationToken);

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (IDisposable registration in _registrations)
            {
                registration.Dispose();
            }

            _registrations.Clear();
        }
    }
}
