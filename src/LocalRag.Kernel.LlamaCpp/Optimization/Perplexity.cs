using System.Numerics;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Sampling;

namespace LocalRag.LlamaCpp.Optimization;

/// <summary>Measures how well a model foretells a text: e to the mean surprise at each token. What weights lose by being stored in another type shows here.</summary>
internal static class Perplexity
{
    /// <summary>The text is read in windows of so many tokens; the second half of each counts, so that no token is judged without context.</summary>
    public const int WindowTokens = 512;

    private const int BatchTokens = 128;

    /// <summary>Computes the perplexity of a text.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The text; what is over a whole number of windows is left out.</param>
    /// <param name="threads">The threads to compute with, as <c>Llama:Threads</c>.</param>
    /// <param name="progress">Told how many windows are done.</param>
    /// <param name="cancellationToken">Ends it between batches.</param>
    /// <exception cref="LocalRagException">The text is shorter than a window, or the model fails.</exception>
    public static double Compute(LlamaModel model, ReadOnlySpan<int> tokens, int threads, Action<int>? progress, CancellationToken cancellationToken)
    {
        int windows = tokens.Length / WindowTokens;
        if (windows == 0)
        {
            throw new LocalRagException($"The text has {tokens.Length} tokens, and at least {WindowTokens} are needed.", "Give a longer text.");
        }

        LlamaOptions options = new() { ContextTokens = WindowTokens, Sequences = 1, PrefillPieceTokens = BatchTokens, Threads = threads };
        LlamaContextHandle context = model.CreateContext(options, outputs: BatchTokens);
        using ComputeThreadPool? pool = ComputeThreadPool.Attach(context, LlamaModel.Threads(options));
        try
        {
            using DecodeBatch batch = new(BatchTokens);
            double surprise = 0;
            for (int window = 0; window < windows; window++)
            {
                surprise += Surprise(context, model.Vocabulary.Size, batch, tokens.Slice(window * WindowTokens, WindowTokens), cancellationToken);
                progress?.Invoke(window + 1);
            }

            return Math.Exp(surprise / (windows * (WindowTokens / 2)));
        }
        finally
        {
            LlamaModel.Free(context);
        }
    }

    /// <summary>Returns the negative logarithm of a token's probability.</summary>
    internal static double Surprise(ReadOnlySpan<float> logits, int token)
    {
        float largest = logits[TokenSampler.IndexOfLargest(logits)];
        Vector<float> offset = new(largest);
        Vector<double> sum = Vector<double>.Zero;
        int i = 0;
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Exp(new Vector<float>(logits[i..]) - offset), out Vector<double> low, out Vector<double> high);
            sum += low + high;
        }

        double total = Vector.Sum(sum);
        for (; i < logits.Length; i++)
        {
            total += Math.Exp(logits[i] - largest);
        }

        return Math.Log(total) - (logits[token] - largest);
    }

    private static unsafe double Surprise(
        LlamaContextHandle context, int vocabulary, DecodeBatch batch, ReadOnlySpan<int> window, CancellationToken cancellationToken)
    {
        NativeMethods.llama_memory_clear(NativeMethods.llama_get_memory(context), 0);
        double surprise = 0;
        for (int start = 0; start < window.Length; start += BatchTokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            batch.Clear();
            for (int i = start; i < start + BatchTokens; i++)
            {
                batch.Add(window[i], i, sequence: 0, output: Counts(i));
            }

            int result = NativeMethods.llama_decode(context, batch.Native);
            if (result != 0)
            {
                throw new LocalRagException($"llama.cpp could not read the text (llama_decode returned {result}).", "The log has the library's own messages.");
            }

            for (int i = start; i < start + BatchTokens; i++)
            {
                if (Counts(i))
                {
                    surprise += Surprise(new ReadOnlySpan<float>(NativeMethods.llama_get_logits_ith(context, i - start), vocabulary), window[i + 1]);
                }
            }
        }

        return surprise;
    }

    // The tokens before these are foretold: the second half of the window, by the logits one before each.
    private static bool Counts(int position) => position is >= (WindowTokens / 2) - 1 and < WindowTokens - 1;
}
