namespace LocalRag.Plugins.Tests;

/// <summary>A ledger whose machine a test sets, and which counts how often it was asked to compact.</summary>
internal sealed class TestMemoryArbiter : IMemoryArbiter
{
    public long Available { get; set; } = 8_000_000_000;

    public int Compactions { get; private set; }

    /// <summary>Gets or sets what a compaction waits for.</summary>
    public Task Compacting { get; set; } = Task.CompletedTask;

    public MemoryStatus Status => new(12_000_000_000, 500_000_000, Available, MemoryPressure.None);

    public IDisposable Register(IMemoryOwner owner) => throw new NotSupportedException();

    public ValueTask<IDisposable> ReserveAsync(string purpose, long bytes, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public async ValueTask CompactAsync(CancellationToken cancellationToken = default)
    {
        Compactions++;
        await Compacting;
    }
}
