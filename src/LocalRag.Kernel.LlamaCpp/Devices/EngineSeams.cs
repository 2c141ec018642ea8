using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Devices;

/// <summary>Where tests take the place of the hardware; set before the first request.</summary>
internal sealed class EngineSeams
{
    /// <summary>Gets or sets what lists the devices; the library is loaded when it is called.</summary>
    public Func<IReadOnlyList<LlamaDevice>> Devices { get; set; } = NativeDevices.List;

    /// <summary>Gets or sets what sees each batch of an engine with a number of layers on a GPU; its result takes the place of the computation unless it is 0.</summary>
    public Func<int, DecodeBatch, int>? Interceptor { get; set; }
}
