using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Gguf;

namespace LocalRag.LlamaCpp.Memory;

/// <summary>What a model takes in memory, in bytes.</summary>
/// <param name="Weights">The weights, mapped from the file.</param>
/// <param name="Rearranged">A second copy of the weights where <see cref="LlamaOptions.Repack"/> is set, at most.</param>
/// <param name="KeyValues">Keys and values: exact for models that attend to the whole context, an upper bound for the others.</param>
/// <param name="Compute">What computations work in, at most.</param>
public sealed record ModelMemory(long Weights, long Rearranged, long KeyValues, long Compute)
{
    private const int ContextStep = 256;
    private const int BytesPerFloat = 4;
    private const int BytesOfHalf = 2;

    /// <summary>Gets all of it.</summary>
    public long Total => Weights + Rearranged + KeyValues + Compute;

    /// <summary>Computes what a model takes with given settings, from the head of its file alone.</summary>
    /// <param name="model">What the head says.</param>
    /// <param name="options">The settings; the context, the sequences, the type of keys and values and the length of a piece count.</param>
    public static ModelMemory Estimate(GgufSummary model, LlamaOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        return new ModelMemory(
            model.TensorBytes,
            options.Repack ? model.TensorBytes : 0,
            KeyValueBytes(model, options.ContextTokens, options.Sequences, options.KvType),
            ComputeBytes(model, options));
    }

    /// <summary>Returns the bytes of keys and values.</summary>
    /// <remarks>
    /// llama.cpp rounds the context of all sequences up to 256 tokens, and each one's share again. A token takes, in each layer, a key and a value for each head of
    /// keys and values, in blocks of the type that they are stored in.
    /// </remarks>
    public static long KeyValueBytes(GgufSummary model, int contextTokens, int sequences, KvType type)
    {
        ArgumentNullException.ThrowIfNull(model);
        long perSequence = RoundUp(RoundUp((long)contextTokens * sequences) / sequences);
        (int elements, int bytes) = Block(type);
        long numbersPerToken = model.KeyValueBytesPerToken / BytesOfHalf;
        return perSequence * sequences * (numbersPerToken / elements * bytes);
    }

    private static (int Elements, int Bytes) Block(KvType type) => GgmlTypes.FindBlock(type switch
    {
        KvType.F32 => Native.GgmlType.F32,
        KvType.Q8 => Native.GgmlType.Q8_0,
        KvType.Q4 => Native.GgmlType.Q4_0,
        _ => Native.GgmlType.F16,
    })!.Value;

    /// <summary>The activations of one piece of a prompt, the mask of attention over the context, and the logits that are read, twice.</summary>
    private static long ComputeBytes(GgufSummary model, LlamaOptions options)
    {
        // Vectors of the model's length that live at the same time in a layer: input, residual, normalised, queries, keys, values, and the inner ones, four times as long.
        const int VectorsAlive = 16;
        long piece = Math.Max(options.PrefillPieceTokens, SequenceScheduler.Outputs(options));
        long activations = piece * model.EmbeddingLength * VectorsAlive * BytesPerFloat;
        long mask = piece * RoundUp(options.ContextTokens) * (BytesPerFloat + BytesOfHalf);
        long logits = 2L * SequenceScheduler.Outputs(options) * model.VocabularySize * BytesPerFloat;
        return activations + mask + logits;
    }

    private static long RoundUp(long tokens) => (tokens + ContextStep - 1) / ContextStep * ContextStep;
}
