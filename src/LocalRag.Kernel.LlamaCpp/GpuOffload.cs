using System.Globalization;
using LocalRag.LlamaCpp.Devices;
using LocalRag.LlamaCpp.Gguf;

namespace LocalRag.LlamaCpp;

/// <summary>How much of a model a GPU computes, and why.</summary>
/// <param name="Reason">Why it is so much.</param>
/// <param name="Device">The GPU; null where there is none.</param>
/// <param name="Layers">How many layers are on it, the output layer included.</param>
/// <param name="WantedLayers">How many the settings ask for.</param>
/// <param name="ModelLayers">How many the model has, the output layer included.</param>
/// <param name="Bytes">What they take on the device: weights, keys and values, and room to compute.</param>
/// <param name="WantedBytes">What all that are asked for would take.</param>
/// <param name="RoomBytes">What the model may take on the device.</param>
/// <param name="MarginBytes">What is left to others of the memory that the device has free.</param>
public sealed record GpuOffload(
    OffloadReason Reason, LlamaDevice? Device, int Layers, int WantedLayers, int ModelLayers, long Bytes, long WantedBytes, long RoomBytes, long MarginBytes)
{
    /// <summary>Gets what went wrong on the device; null unless it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets whether the whole model is on the GPU.</summary>
    public bool IsComplete => Layers > 0 && Layers == ModelLayers;

    /// <summary>Plans which layers go onto a GPU, from the head of the model's file and what the devices say of their memory.</summary>
    /// <param name="model">What the head says.</param>
    /// <param name="options">The settings.</param>
    /// <param name="devices">The devices of the library.</param>
    /// <exception cref="LocalRagException"><c>Llama:GpuDevice</c> names a device that is not there.</exception>
    public static GpuOffload Plan(GgufSummary model, LlamaOptions options, IReadOnlyList<LlamaDevice> devices)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(devices);
        return OffloadPlanner.Plan(model, options, devices);
    }

    /// <summary>Says in a sentence what is on the GPU and why.</summary>
    public string Describe()
    {
        string device = Device is null ? "the GPU" : $"{Device.Name} ({Device.Description})";
        return Reason switch
        {
            OffloadReason.NotWanted => "The model is on the processor: Llama:GpuLayers is 0.",
            OffloadReason.NoDevice => "The model is on the processor, although Llama:GpuLayers asks for a GPU: llama.cpp finds none.",
            OffloadReason.DeviceFailed => $"The model is on the processor, although Llama:GpuLayers asks for a GPU: {device} failed. {Problem}",
            OffloadReason.TooLittleMemory when Layers == 0 => Format(
                $"The model is on the processor: {device} has room for {MiB(RoomBytes)}, and not even its output layer fits ({WantedLayers} layers take {MiB(WantedBytes)})."),
            OffloadReason.TooLittleMemory => Format(
                $"{Layers} of {ModelLayers} layers are on {device}, the others on the processor: they take {MiB(Bytes)} of {MiB(RoomBytes)} there, and {WantedLayers} would take {MiB(WantedBytes)}."),
            _ when IsComplete => Format($"The whole model, {ModelLayers} layers, is on {device}: it takes {MiB(Bytes)} of {MiB(RoomBytes)} there."),
            _ => Format($"{Layers} of {ModelLayers} layers are on {device}, as Llama:GpuLayers asks: they take {MiB(Bytes)} of {MiB(RoomBytes)} there."),
        };
    }

    /// <summary>Says what to do so that more of the model is on the GPU; null where all of it is, or none is wanted.</summary>
    public string? NextStep => Reason switch
    {
        OffloadReason.NotWanted => "Set Llama:GpuLayers to -1, or install the Metal plugin, to use a GPU where there is one.",
        OffloadReason.NoDevice => "Use libraries of llama.cpp that are built for your GPU: set Llama:NativeDirectory to their folder.",
        OffloadReason.TooLittleMemory => "Close other programs that use the GPU, lower Llama:ContextTokens or Llama:Sequences, set Llama:KvType to Q8, or choose a smaller model.",
        OffloadReason.DeviceFailed => "Start again, or change Llama:GpuLayers, to try the GPU once more; lower Llama:GpuMemoryMiB where its memory is short.",
        _ => null,
    };

    /// <summary>Returns the plan after the device has failed: nothing on it.</summary>
    internal GpuOffload Failed(string problem) => this with { Reason = OffloadReason.DeviceFailed, Layers = 0, Bytes = 0, Problem = problem };

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string MiB(long bytes) => bytes == long.MaxValue ? "an amount that it does not tell" : Format($"{bytes >> 20} MiB");
}
