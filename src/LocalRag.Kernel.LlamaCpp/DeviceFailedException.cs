namespace LocalRag.LlamaCpp;

/// <summary>A GPU could not take a model, or failed while it computed.</summary>
public sealed class DeviceFailedException : LocalRagException
{
    internal DeviceFailedException(string device, string problem)
        : base(problem, "Set Llama:GpuLayers to 0 to compute on the processor, or lower Llama:ContextTokens, Llama:Sequences or Llama:GpuMemoryMiB; 'localrag doctor --gpu' has the figures.")
        => Device = device;

    /// <summary>Gets the device's name.</summary>
    public string Device { get; }
}
