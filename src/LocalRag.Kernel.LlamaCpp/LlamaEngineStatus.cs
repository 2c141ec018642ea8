namespace LocalRag.LlamaCpp;

/// <summary>What the engine is busy with, at one moment.</summary>
/// <param name="Running">How many requests have a sequence.</param>
/// <param name="Waiting">How many requests wait for one.</param>
/// <param name="Sequences">How many may run at the same time.</param>
/// <param name="QueueLength">How many may wait.</param>
public sealed record LlamaEngineStatus(int Running, int Waiting, int Sequences, int QueueLength)
{
    /// <summary>Gets how much of the model is on a GPU, and why.</summary>
    public required GpuOffload Offload { get; init; }

    /// <summary>Gets what the model and its context take on the GPU in bytes, as llama.cpp tells it.</summary>
    public long DeviceBytes { get; init; }
}
