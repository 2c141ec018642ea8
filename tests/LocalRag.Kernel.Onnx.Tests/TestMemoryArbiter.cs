namespace LocalRag.Onnx.Tests;

/// <summary>A ledger that tests look into.</summary>
internal sealed class TestMemoryArbiter : IMemoryArbiter
{
    public MemoryStatus Status { get; } = new(Budget: 12_000_000_000, Used: 0, Available: 12_000_000_000, MemoryPressure.None);

    public List<IMemoryOwner> Owners { get; } = [];

    public IDisposable Register(IMemoryOwner owner)
    {
        Owners.Add(owner);
        return new Callback(() => Owners.Remove(owner));
    }

    public ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IDisposable>(new Callback(() => { }));

    public ValueTask CompactAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    private sealed class Callback(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
