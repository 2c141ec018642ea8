namespace LocalRag.Sqlite.Vectors;

/// <summary>The codes of vectors in memory. They can be read again from the file.</summary>
internal sealed class VectorMemory(VectorCodes codes) : IMemoryOwner
{
    private MemoryTrim _level;

    public string Name => "index.vectors";

    public MemoryKind Kind => MemoryKind.Index;

    public MemoryPriority Priority => MemoryPriority.Rereadable;

    public MemoryUsage GetUsage() => new(Private: 0, Managed: codes.Latest.Bytes);

    public long GetTrimmableBytes(MemoryTrim level) => level == MemoryTrim.Severe ? codes.Latest.Bytes : 0;

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        if (level > _level && level == MemoryTrim.Severe)
        {
            codes.Forget();
        }

        _level = level;
        return ValueTask.CompletedTask;
    }
}
