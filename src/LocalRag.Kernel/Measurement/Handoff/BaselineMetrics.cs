using System.Text.Json.Serialization;

namespace LocalRag.Measurement;

/// <summary>The plain host's figures, medians unless the name says otherwise. What was not measured is null.</summary>
internal sealed record BaselineMetrics
{
    /// <summary>Gets the tokens of an answer by the time of the whole answer, prompt included.</summary>
    public required double TokensPerSecond { get; init; }

    public required double? PrefillTokensPerSecond { get; init; }

    public required double? DecodeTokensPerSecond { get; init; }

    /// <summary>Gets the memory of a process after its answers.</summary>
    public required double MemoryUsageMb { get; init; }

    public required double MemoryPeakMb { get; init; }

    public required double RetrievalLatencyMs { get; init; }

    public required double RetrievalLatencyP95Ms { get; init; }

    public required double FirstTokenLatencyMs { get; init; }

    public required double FirstTokenLatencyP95Ms { get; init; }

    public required double AnswerLatencyMs { get; init; }

    public required double AnswerLatencyP95Ms { get; init; }

    public required double? StartToFirstAnswerMs { get; init; }

    [JsonPropertyName("requests_per_second_4_callers")]
    public required double? RequestsPerSecondAt4 { get; init; }

    public required double? IngestedDocumentsPerSecond { get; init; }

    public required double? EmbeddedTokensPerSecond { get; init; }

    public required double? CpuMsPerAnswer { get; init; }

    public required double? AllocatedKbPerAnswer { get; init; }

    /// <summary>Gets the share of questions that were answered rightly, by the words that a right answer contains.</summary>
    public required double? AnswerRight { get; init; }

    [JsonPropertyName("hit_at_5")]
    public required double? HitAt5 { get; init; }
}
