namespace LocalRag.LlamaCpp;

/// <summary>How the keys and values of attention are stored.</summary>
public enum KvType
{
    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>16-bit floating point.</summary>
    F16,

    /// <summary>Blocks of 8-bit integers: about half the memory of <see cref="F16"/>; needs flash attention.</summary>
    Q8,

    /// <summary>Blocks of 4-bit integers: about a quarter of the memory of <see cref="F16"/>, and less exact; needs flash attention.</summary>
    Q4,
}
