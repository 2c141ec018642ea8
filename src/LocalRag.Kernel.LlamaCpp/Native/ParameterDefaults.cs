using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Compares the layout of a parameter struct as this build declares it with the layout that the loaded library has.</summary>
/// <remarks>
/// llama.cpp moves fields between releases, and passes these structs by value: a difference would be silent corruption. The library's own
/// <c>*_default_params</c> function is called twice to write into a buffer larger than any version of the struct, filled with another pattern
/// each time. A byte that differs afterwards was not written by the library. So the size is seen, and then every field's default.
/// </remarks>
internal static class ParameterDefaults
{
    public const int BufferLength = 512;

    private const byte FirstPattern = 0xcd;
    private const byte SecondPattern = 0x32;

    private static readonly LlamaModelParams s_model = new()
    {
        GpuLayers = -1,
        SplitMode = 1,
        LoadMode = LlamaLoadMode.Auto,
        LazyMode = 1,
        UseExtraBufts = 1,
    };

    private static readonly LlamaContextParams s_context = new()
    {
        ContextTokens = 512,
        BatchTokens = 2048,
        MicroBatchTokens = 512,
        MaxSequences = 1,
        MaxOutputsPerSequence = 1,
        Threads = 4,
        BatchThreads = 4,
        RopeScalingType = -1,
        PoolingType = -1,
        AttentionType = -1,
        FlashAttention = LlamaFlashAttention.Auto,
        YarnExtFactor = -1,
        YarnAttnFactor = -1,
        YarnBetaFast = -1,
        YarnBetaSlow = -1,
        DefragThreshold = -1,
        KeyType = GgmlType.F16,
        ValueType = GgmlType.F16,
        OffloadKqv = 1,
        NoPerf = 1,
        OpOffload = 1,
        SwaFull = 1,
    };

    // The compiler may write padding or leave it, but not a part of it: that would be a field that we do not know.
    private static readonly Range[] s_modelPadding = [36..40, 78..80];
    private static readonly Range[] s_contextPadding = [134..136];

    /// <summary>Returns how the library's structs differ from ours, or null.</summary>
    /// <param name="modelDefaults">The address of <c>llama_model_default_params</c>.</param>
    /// <param name="contextDefaults">The address of <c>llama_context_default_params</c>.</param>
    public static string? FindMismatch(nint modelDefaults, nint contextDefaults) =>
        FindMismatch("llama_model_params", modelDefaults, MemoryMarshal.AsBytes(new ReadOnlySpan<LlamaModelParams>(in s_model)), s_modelPadding)
        ?? FindMismatch("llama_context_params", contextDefaults, MemoryMarshal.AsBytes(new ReadOnlySpan<LlamaContextParams>(in s_context)), s_contextPadding);

    internal static string? FindMismatch(string name, ReadOnlySpan<byte> expected, ReadOnlySpan<Range> padding, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        const int Margin = 64;
        bool sizeIsSeen = !first[^Margin..].ContainsAnyExcept(FirstPattern) && !second[^Margin..].ContainsAnyExcept(SecondPattern);
        int size = first.Length;
        while (size > 0 && first[size - 1] != second[size - 1])
        {
            size--;
        }

        int smallest = padding[^1].End.Value == expected.Length ? padding[^1].Start.Value : expected.Length;
        if (sizeIsSeen && size != smallest && size != expected.Length)
        {
            return $"{name} has {size} bytes where {expected.Length} are expected";
        }

        int next = 0;
        foreach (Range gap in padding)
        {
            if (FindDifference(name, expected, next, gap.Start.Value, first, second) is string difference)
            {
                return difference;
            }

            next = gap.End.Value;
            int same = first[gap].CommonPrefixLength(second[gap]);
            if (sizeIsSeen && same != 0 && same != next - gap.Start.Value)
            {
                return $"{name} has a field at byte {gap.Start} where none is expected";
            }
        }

        return FindDifference(name, expected, next, expected.Length, first, second);
    }

    /// <summary>Calls a function that returns a large struct by value, so that it writes into a buffer that we have filled.</summary>
    /// <param name="function">Its address.</param>
    /// <param name="buffer">What it writes into; at least <see cref="BufferLength"/> bytes.</param>
    /// <param name="pointerIsFirstArgument">How the calling convention hands over the address of the result.</param>
    internal static unsafe void Call(nint function, Span<byte> buffer, bool pointerIsFirstArgument)
    {
        fixed (byte* address = buffer)
        {
            if (pointerIsFirstArgument)
            {
                ((delegate* unmanaged[Cdecl]<byte*, void>)function)(address);
            }
            else
            {
                CallForStruct(function, (OversizedResult*)address);
            }
        }
    }

    private static string? FindDifference(string name, ReadOnlySpan<byte> expected, int start, int end, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        for (int i = start; i < end; i++)
        {
            if (first[i] != second[i] || first[i] != expected[i])
            {
                string found = first[i] == second[i] ? $"0x{first[i]:x2}" : "nothing";
                return $"{name} has {found} at byte {i} where 0x{expected[i]:x2} is expected";
            }
        }

        return null;
    }

    private static string? FindMismatch(string name, nint function, ReadOnlySpan<byte> expected, ReadOnlySpan<Range> padding)
    {
        // x86-64, on Windows as elsewhere, passes the address of a large result as a hidden first argument, so it can be passed openly. Arm64 passes
        // it in a register of its own (x8), which only a signature that returns a struct can set.
        bool pointerIsFirstArgument = RuntimeInformation.ProcessArchitecture == Architecture.X64;
        Span<byte> first = stackalloc byte[BufferLength];
        Span<byte> second = stackalloc byte[BufferLength];
        first.Fill(FirstPattern);
        second.Fill(SecondPattern);
        Call(function, first, pointerIsFirstArgument);
        Call(function, second, pointerIsFirstArgument);
        return FindMismatch(name, expected, padding, first, second);
    }

    /// <remarks>
    /// The result is assigned to a variable that holds the pattern. Where the compiler passes the variable's own address, bytes that the library does
    /// not write keep the pattern; where it takes a temporary, the pattern is gone from the buffer's end too, and the values alone are compared.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void CallForStruct(nint function, OversizedResult* buffer)
    {
        OversizedResult result = *buffer;
        result = ((delegate* unmanaged[Cdecl]<OversizedResult>)function)();
        *buffer = result;
    }

    [InlineArray(BufferLength)]
    [SuppressMessage("Performance", "CA1823", Justification = "The array is reached by the struct's address.")]
    private struct OversizedResult
    {
        private byte _first;
    }
}
