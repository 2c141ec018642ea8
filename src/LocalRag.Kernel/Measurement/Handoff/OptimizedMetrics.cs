namespace LocalRag.Measurement;

/// <summary>A host's figures in the handoff of phase 10: medians, and the mean of the share of right answers.</summary>
/// <param name="TokensPerSecond">The tokens of an answer by the time of the whole answer, prompt included, of distinct questions.</param>
/// <param name="MemoryUsageMb">The memory of a process after its answers.</param>
/// <param name="RetrievalLatencyMs">A search without an answer.</param>
/// <param name="FirstTokenLatencyMs">From a question to the first text of its answer, of distinct questions.</param>
/// <param name="AnswerRight">The share of questions that were answered rightly; null where it is not known of any.</param>
internal sealed record OptimizedMetrics(
    double TokensPerSecond, double MemoryUsageMb, double RetrievalLatencyMs, double FirstTokenLatencyMs, double? AnswerRight);
