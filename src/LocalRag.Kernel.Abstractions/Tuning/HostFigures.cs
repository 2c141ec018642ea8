namespace LocalRag;

/// <summary>What a host does, in the figures that tuning goes by; null where nothing told.</summary>
/// <param name="MemoryUsage">What the process takes, as a share of the memory budget.</param>
/// <param name="TokenThroughput">Tokens of an answer that are written in a second.</param>
/// <param name="RetrievalLatency">A search with the embedding of its text, in milliseconds.</param>
/// <param name="CacheHitRate">The share of lookups in caches that hit.</param>
/// <param name="FirstTokenLatency">From the call of the chat model to its first text, in milliseconds.</param>
public sealed record HostFigures(
    double? MemoryUsage, double? TokenThroughput, double? RetrievalLatency, double? CacheHitRate, double? FirstTokenLatency);
