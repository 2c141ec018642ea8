namespace LocalRag.Onnx.Inference;

/// <summary>A loaded encoder in the ledger of memory: its weights, which the runtime copies out of the file. What a run works in goes back after each call.</summary>
/// <param name="bytes">The size of the file.</param>
/// <param name="loader">Has the encoder, and takes it out of memory where that is short.</param>
internal sealed class EncoderMemory(long bytes, EncoderLoader loader) : IMemoryOwner
{
    public string Name => "onnx.weights";

    public MemoryKind Kind => MemoryKind.Weights;

    public MemoryPriority Priority => loader.IsIdle ? MemoryPriority.Reloadable : MemoryPriority.InUse;

    /// <summary>Gets the level that it was told last.</summary>
    public MemoryTrim Level { get; private set; }

    public MemoryUsage GetUsage() => new(bytes);

    public long GetTrimmableBytes(MemoryTrim level) => level >= MemoryTrim.Moderate && loader.IsIdle ? bytes : 0;

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        Level = level;
        loader.UnloadIfIdle();
        return ValueTask.CompletedTask;
    }
}
