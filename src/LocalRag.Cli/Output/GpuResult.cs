using LocalRag.Gpu;
using LocalRag.LlamaCpp;

namespace LocalRag.Cli.Output;

/// <summary>What <c>doctor --gpu --json</c> writes; bytes.</summary>
/// <param name="Natives">The folder of llama.cpp's libraries.</param>
/// <param name="Devices">What they can compute on.</param>
/// <param name="Model">How much of the chat model is on a GPU, and why.</param>
/// <param name="Embedding">What computes the encoder, and why.</param>
/// <param name="System">What the operating system tells about the GPU.</param>
internal sealed record GpuResult(string Natives, IReadOnlyList<GpuDeviceResult> Devices, GpuModelResult Model, GpuEmbeddingResult Embedding, GpuStatus System);

/// <summary>A device in <c>doctor --gpu --json</c>.</summary>
internal sealed record GpuDeviceResult(string Name, string Description, string Backend, LlamaDeviceKind Kind, long TotalBytes, long FreeBytes, bool SharesMemory);

/// <summary>The chat model in <c>doctor --gpu --json</c>.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Device">The GPU; null where there is none.</param>
/// <param name="Reason">Why so much of it is there.</param>
/// <param name="Layers">How many layers are there, the output layer included.</param>
/// <param name="ModelLayers">How many there are.</param>
/// <param name="Bytes">What they take, by the plan.</param>
/// <param name="AllBytes">What all layers that are asked for would take.</param>
/// <param name="RoomBytes">What the model may take there; null where the device does not tell.</param>
/// <param name="MarginBytes">What is left to others.</param>
/// <param name="MeasuredBytes">What llama.cpp has really taken there; null unless the model was loaded.</param>
/// <param name="Loaded">Whether the model was loaded, or this is the plan.</param>
/// <param name="Explanation">All of it in words.</param>
/// <param name="NextStep">What to do so that more of it is on the GPU; null where nothing is to be done.</param>
internal sealed record GpuModelResult(
    string Path,
    string? Device,
    OffloadReason Reason,
    int Layers,
    int ModelLayers,
    long Bytes,
    long AllBytes,
    long? RoomBytes,
    long MarginBytes,
    long? MeasuredBytes,
    bool Loaded,
    string Explanation,
    string? NextStep);

/// <summary>The encoder in <c>doctor --gpu --json</c>.</summary>
internal sealed record GpuEmbeddingResult(string Wanted, bool Available, IReadOnlyList<string> Providers, string Explanation);
