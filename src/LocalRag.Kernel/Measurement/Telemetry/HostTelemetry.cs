using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LocalRag.Measurement;

/// <summary>The host's instruments and activities. None carries a text of a user, a document or a model.</summary>
internal static class HostTelemetry
{
    private static readonly Meter s_meter = new(LocalRagTelemetry.Name);

    public static ActivitySource Source { get; } = new(LocalRagTelemetry.Name);

    public static Histogram<long> TokenUsage { get; } = s_meter.CreateHistogram<long>(
        "gen_ai.client.token.usage", "{token}", "Tokens that a call of a model read or wrote.");

    public static Histogram<double> OperationDuration { get; } = s_meter.CreateHistogram<double>(
        "gen_ai.client.operation.duration", "s", "Duration of a call of a model, to its last token.");

    public static Histogram<double> TimeToFirstChunk { get; } = s_meter.CreateHistogram<double>(
        "gen_ai.client.operation.time_to_first_chunk", "s", "Time from the call of a model to its first text, of streamed calls.");

    public static Counter<long> CachedTokens { get; } = s_meter.CreateCounter<long>(
        "localrag.chat.cached_tokens", "{token}", "Tokens of prompts that the chat engine did not have to compute again.");

    public static Histogram<double> AnswerDuration { get; } = s_meter.CreateHistogram<double>(
        "localrag.answer.duration", "s", "Duration of an answer, from the question to its citations, by outcome.");

    public static Histogram<double> RetrievalDuration { get; } = s_meter.CreateHistogram<double>(
        "localrag.retrieval.duration", "s", "Duration of a search with the embedding of its text.");

    public static Histogram<int> RetrievalPassages { get; } = s_meter.CreateHistogram<int>(
        "localrag.retrieval.passages", "{passage}", "Passages that a search has found.");

    public static Counter<long> IngestedDocuments { get; } = s_meter.CreateCounter<long>(
        "localrag.ingestion.documents", "{document}", "Documents that were added, replaced, unchanged, skipped or failed.");

    public static Counter<long> IngestedChunks { get; } = s_meter.CreateCounter<long>(
        "localrag.ingestion.chunks", "{chunk}", "Chunks that were put into the index.");

    public static Counter<long> IngestedTokens { get; } = s_meter.CreateCounter<long>(
        "localrag.ingestion.tokens", "{token}", "Tokens of these chunks.");

    public static Histogram<double> IngestionDuration { get; } = s_meter.CreateHistogram<double>(
        "localrag.ingestion.duration", "s", "Duration of an ingestion.");
}
