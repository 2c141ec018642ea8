using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Memory;

/// <summary>Lets the host take an idle model out of memory where that is short. It holds nothing itself: weights and contexts have entries of their own.</summary>
internal sealed class IdleModelMemory(ModelLoader loader) : IMemoryOwner
{
    public string Name => "llama.idle";

    public MemoryKind Kind => MemoryKind.Weights;

    public MemoryPriority Priority => MemoryPriority.Reloadable;

    /// <summary>Gets the level that it was told last.</summary>
    public MemoryTrim Level { get; private set; }

    public MemoryUsage GetUsage() => default;

    public long GetTrimmableBytes(MemoryTrim level) => level >= MemoryTrim.Moderate ? loader.IdleBytes : 0;

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        Level = level;
        loader.CheckIdle();
        return ValueTask.CompletedTask;
    }
}
