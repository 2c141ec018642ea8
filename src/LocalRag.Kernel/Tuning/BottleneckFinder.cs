using System.Globalization;

namespace LocalRag.Tuning;

/// <summary>Names what holds a host back, by the limits in the settings.</summary>
internal static class BottleneckFinder
{
    public const string Memory = "memory_usage";
    public const string Generation = "token_throughput";
    public const string Retrieval = "retrieval_latency";

    /// <summary>Returns the bottlenecks, the one furthest beyond its limit first.</summary>
    public static IReadOnlyList<Bottleneck> Find(HostFigures figures, TuningOptions options)
    {
        List<(double Beyond, Bottleneck Bottleneck)> found = [];
        if (figures.MemoryUsage is { } memory && memory > options.MemoryShare)
        {
            found.Add((memory / options.MemoryShare, new Bottleneck(
                Memory, memory, options.MemoryShare, Text($"Memory is short: the process takes {memory:0%} of its budget, more than {options.MemoryShare:0%}."))));
        }

        if (figures.TokenThroughput is { } tokens && tokens < options.TokensPerSecond)
        {
            found.Add((options.TokensPerSecond / Math.Max(tokens, 1e-3), new Bottleneck(
                Generation, tokens, options.TokensPerSecond, Text($"Answers are written slowly: {tokens:0.0} tokens a second, fewer than {options.TokensPerSecond:0.#}."))));
        }

        if (figures.RetrievalLatency is { } retrieval && retrieval > options.RetrievalMilliseconds)
        {
            found.Add((retrieval / options.RetrievalMilliseconds, new Bottleneck(
                Retrieval, retrieval, options.RetrievalMilliseconds, Text($"Searches are slow: one takes {retrieval:0} ms, more than {options.RetrievalMilliseconds:0.#} ms."))));
        }

        return [.. found.OrderByDescending(bottleneck => bottleneck.Beyond).Select(bottleneck => bottleneck.Bottleneck)];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
