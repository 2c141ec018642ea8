namespace LocalRag.LlamaCpp;

/// <summary>A processor that llama.cpp can compute on.</summary>
/// <param name="Name">Its short name, such as <c>CPU</c> or <c>Metal</c>.</param>
/// <param name="Description">The hardware's name.</param>
/// <param name="Kind">What it is.</param>
public sealed record LlamaDevice(string Name, string Description, LlamaDeviceKind Kind)
{
    /// <summary>Gets the name of the library's part that drives it, such as <c>MTL</c>, <c>Vulkan</c> or <c>CPU</c>.</summary>
    public string Backend { get; init; } = string.Empty;

    /// <summary>Gets the memory that a model may take on it, in bytes: with Metal what the system recommends as the largest working set. 0 where it does not say.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Gets how much of <see cref="TotalBytes"/> nobody has taken, as far as the device tells.</summary>
    public long FreeBytes { get; init; }

    /// <summary>Gets whether it is a graphics processor.</summary>
    public bool IsGpu => Kind is LlamaDeviceKind.Gpu or LlamaDeviceKind.IntegratedGpu;

    /// <summary>Gets whether its memory is the machine's own, so that what is loaded onto it counts there.</summary>
    /// <remarks>Metal calls the processors of Apple's chips plain GPUs, although they share all memory.</remarks>
    public bool SharesMemory => Kind == LlamaDeviceKind.IntegratedGpu || Backend is "MTL" or "Metal";
}
