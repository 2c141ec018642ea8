namespace LocalRag.LlamaCpp;

/// <summary>Whether attention is computed in tiles, without writing its scores to memory.</summary>
public enum FlashAttention
{
    /// <summary>Where the backend has it.</summary>
    Auto,

    /// <summary>Always.</summary>
    On,

    /// <summary>Never.</summary>
    Off,

    /// <summary>Whichever is faster on this machine: both are timed the first time that a model is loaded, and what was found is kept.</summary>
    Measured,
}
