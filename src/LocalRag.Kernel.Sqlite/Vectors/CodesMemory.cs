namespace LocalRag.Sqlite.Vectors;

/// <summary>The codes in memory, as the host's ledger sees them: they can be loaded again from the file in about a second for each million.</summary>
internal sealed class CodesMemory(VectorCodes codes) : IMemoryOwner
{
    /// <inheritdoc/>
    public string Name => "index.codes";

    /// <inheritdoc/>
    public MemoryKind Kind => MemoryKind.Index;

    /// <inheritdoc/>
    public MemoryPriority Priority => MemoryPriority.Rereadable;

    /// <inheritdoc/>
    public MemoryUsage GetUsage() => new(Private: 0, Managed: codes.Latest.Bytes);

    /// <inheritdoc/>
    public long GetTrimmableBytes(MemoryTrim level) => level == MemoryTrim.Severe ? codes.Latest.Bytes : 0;

    /// <inheritdoc/>
    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        if (level == MemoryTrim.Severe)
        {
            codes.Release();
        }

        return ValueTask.CompletedTask;
    }
}
