namespace LocalRag.Onnx.Inference;

/// <summary>A loaded encoder in the ledger of memory: its weights, which the runtime copies out of the file. What a run works in goes back after each call.</summary>
/// <param name="bytes">The size of the file.</param>
internal sealed class EncoderMemory(long bytes) : IMemoryOwner
{
    public string Name => "onnx.weights";

    public MemoryKind Kind => MemoryKind.Weights;

    public MemoryPriority Priority => MemoryPriority.InUse;

    public MemoryUsage GetUsage() => new(bytes);
}
