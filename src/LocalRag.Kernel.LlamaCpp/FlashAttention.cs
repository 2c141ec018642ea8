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
}
