namespace LocalRag.LlamaCpp;

/// <summary>Why a model is on a GPU as far as it is.</summary>
public enum OffloadReason
{
    /// <summary><c>Llama:GpuLayers</c> is 0.</summary>
    NotWanted,

    /// <summary>llama.cpp finds no GPU.</summary>
    NoDevice,

    /// <summary>All that is wanted fits.</summary>
    Fits,

    /// <summary>The device has less memory free than all that is wanted takes.</summary>
    TooLittleMemory,

    /// <summary>The device refused the model, or failed while it computed.</summary>
    DeviceFailed,
}
