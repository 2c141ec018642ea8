using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Gguf;

/// <summary>How many numbers a block of each tensor type holds, and in how many bytes (<c>ggml-common.h</c>).</summary>
internal static class GgmlTypes
{
    private const int SuperBlock = 256;

    /// <summary>Returns the block of a type that weights can have, or null for a type that is unknown or only used while computing.</summary>
    public static (int Elements, int Bytes)? FindBlock(GgmlType type) => type switch
    {
        GgmlType.F32 or GgmlType.I32 => (1, 4),
        GgmlType.F16 or GgmlType.BF16 => (1, 2),
        GgmlType.Q4_0 or GgmlType.IQ4_NL => (32, 18),
        GgmlType.Q4_1 => (32, 20),
        GgmlType.Q5_0 => (32, 22),
        GgmlType.Q5_1 => (32, 24),
        GgmlType.Q8_0 => (32, 34),
        GgmlType.Q1_0 => (128, 18),
        GgmlType.Q2_0 => (64, 18),
        GgmlType.MXFP4 => (32, 17),
        GgmlType.NVFP4 => (64, 36),
        GgmlType.Q2_K => (SuperBlock, 84),
        GgmlType.Q3_K => (SuperBlock, 110),
        GgmlType.Q4_K => (SuperBlock, 144),
        GgmlType.Q5_K => (SuperBlock, 176),
        GgmlType.Q6_K => (SuperBlock, 210),
        GgmlType.IQ1_S => (SuperBlock, 50),
        GgmlType.IQ1_M => (SuperBlock, 56),
        GgmlType.IQ2_XXS => (SuperBlock, 66),
        GgmlType.IQ2_XS => (SuperBlock, 74),
        GgmlType.IQ2_S => (SuperBlock, 82),
        GgmlType.IQ3_XXS => (SuperBlock, 98),
        GgmlType.IQ3_S => (SuperBlock, 110),
        GgmlType.IQ4_XS => (SuperBlock, 136),
        GgmlType.TQ1_0 => (SuperBlock, 54),
        GgmlType.TQ2_0 => (SuperBlock, 66),
        _ => null,
    };
}
