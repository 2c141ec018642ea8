namespace LocalRag.Tests.Memory;

/// <summary>An owner that records what it is told.</summary>
internal sealed class TestMemoryOwner(string name, MemoryPriority priority, long bytes = 100_000_000) : IMemoryOwner
{
    public string Name => name;

    public MemoryKind Kind => MemoryKind.Cache;

    public MemoryPriority Priority => priority;

    public List<MemoryTrim> Told { get; } = [];

    public MemoryTrim Level => Told.Count == 0 ? MemoryTrim.None : Told[^1];

    public Exception? Failure { get; init; }

    public MemoryUsage GetUsage() => new(bytes);

    public long GetTrimmableBytes(MemoryTrim level) => bytes * (int)level / 3;

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        Told.Add(level);
        return Failure is null ? ValueTask.CompletedTask : ValueTask.FromException(Failure);
    }
}
