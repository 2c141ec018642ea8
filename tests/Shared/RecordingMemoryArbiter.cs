namespace LocalRag.Testing;

/// <summary>A ledger that tests look into.</summary>
public sealed class RecordingMemoryArbiter : IMemoryArbiter
{
    public MemoryStatus Status { get; set; } = new(Budget: 12_000_000_000, Used: 0, Available: 12_000_000_000, MemoryPressure.None);

    public List<IMemoryOwner> Owners { get; } = [];

    public List<(string Purpose, long Bytes)> Reserved { get; } = [];

    public int OpenReservations { get; private set; }

    public IDisposable Register(IMemoryOwner owner)
    {
        Owners.Add(owner);
        return new Callback(() => Owners.Remove(owner));
    }

    public ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken = default)
    {
        Reserved.Add((purpose, bytes));
        OpenReservations++;
        return ValueTask.FromResult<IDisposable>(new Callback(() => OpenReservations--));
    }

    public ValueTask CompactAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public MemoryUsage Usage(string name) => Owners.Single(owner => owner.Name == name).GetUsage();

    private sealed class Callback(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
