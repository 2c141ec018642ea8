using LocalRag.LlamaCpp.Gguf;

namespace LocalRag.LlamaCpp.Memory;

/// <summary>The longest context that fits for a number of sequences and a type of keys and values.</summary>
/// <param name="Sequences">How many requests run at the same time.</param>
/// <param name="KvType">How keys and values are stored.</param>
/// <param name="ContextTokens">The longest context of each request; 0 where not even the shortest one fits.</param>
/// <param name="Memory">What the model takes with it; null where nothing fits.</param>
public sealed record ModelFit(int Sequences, KvType KvType, int ContextTokens, ModelMemory? Memory)
{
    private const int ContextStep = 256;

    private static readonly int[] s_sequences = [1, 2, 4];
    private static readonly KvType[] s_types = [KvType.F16, KvType.Q8, KvType.Q4];

    /// <summary>Returns what fits into an amount of memory, for 1, 2 and 4 sequences and each type of keys and values that serves.</summary>
    /// <param name="model">What the head of the model's file says.</param>
    /// <param name="options">The other settings.</param>
    /// <param name="bytes">The memory that the model may take.</param>
    public static IReadOnlyList<ModelFit> Find(GgufSummary model, LlamaOptions options, long bytes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        return [.. s_sequences.SelectMany(_ => s_types, (sequences, type) => Longest(model, options, bytes, sequences, type))];
    }

    private static ModelFit Longest(GgufSummary model, LlamaOptions options, long bytes, int sequences, KvType type)
    {
        // What a model takes only grows with its context, so halving finds the longest one.
        int fits = 0;
        int fitsNot = (int)(Math.Max(ContextStep, model.ContextTokens) / ContextStep) + 1;
        while (fitsNot - fits > 1)
        {
            int middle = (fits + fitsNot) / 2;
            if (With(middle * ContextStep).Total <= bytes)
            {
                fits = middle;
            }
            else
            {
                fitsNot = middle;
            }
        }

        return new ModelFit(sequences, type, fits * ContextStep, fits == 0 ? null : With(fits * ContextStep));

        ModelMemory With(int tokens) => ModelMemory.Estimate(model, new LlamaOptions
        {
            ContextTokens = tokens,
            Sequences = sequences,
            KvType = type,
            PrefillPieceTokens = options.PrefillPieceTokens,
            Repack = options.Repack,
        });
    }
}
