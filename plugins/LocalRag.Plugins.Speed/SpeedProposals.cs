using System.Globalization;

namespace LocalRag.Plugins.Speed;

/// <summary>The settings of the host that the plugin proposes, by its own options and by the number of processors.</summary>
internal static class SpeedProposals
{
    /// <summary>More encoders at the same time than this gain nothing: they wait for memory.</summary>
    private const int MostBatchesAtOnce = 8;

    /// <param name="options">The plugin's options.</param>
    /// <param name="processors">How many processors the process may use.</param>
    public static IEnumerable<(string Key, string Value)> Make(SpeedOptions options, int processors)
    {
        if (options.Reuse)
        {
            yield return ("Llama:PrefixReuse", "true");
            yield return ("Answers:PrefetchHead", "true");
        }

        if (options.Draft)
        {
            yield return ("Llama:Drafting", "true");
        }

        if (options.Optimize)
        {
            yield return ("Llama:OptimizedWeights", "true");
        }

        yield return ("Retrieval:EvidenceGap", options.EvidenceGap.ToString(CultureInfo.InvariantCulture));
        yield return ("Retrieval:SentenceGap", options.SentenceGap.ToString(CultureInfo.InvariantCulture));

        // A batch that one thread computes needs no waiting for another thread in each of its operations.
        yield return ("Onnx:Threads", "1");
        yield return ("Onnx:ConcurrentBatches", Math.Clamp(processors, 1, MostBatchesAtOnce).ToString(CultureInfo.InvariantCulture));
        yield return ("Onnx:BatchSize", "64");
        yield return ("Onnx:BatchTokens", "256");

        // Enough chunks at a time that each processor finds several batches of like lengths.
        yield return ("Ingestion:EmbeddingBatch", "64");
    }
}
