using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Cli.Output;

/// <summary>What <c>query --json</c> writes, and <c>chat --json</c> for each question on a line of its own.</summary>
internal sealed record AnswerResult(
    string Question,
    string Answer,
    bool Abstained,
    string? AbstentionReason,
    string? Degraded,
    bool Quoted,
    IReadOnlyList<CitationResult> Citations,
    IReadOnlyList<SourceResult> Sources,
    AnswerMetadataResult Metadata,
    UsageResult Usage,
    AnswerTimings Timings,
    string? Cache)
{
    public static AnswerResult From(ChatResponse response)
    {
        RagAnswerMetadata metadata = response.GetRagMetadata()
            ?? throw new InvalidOperationException("The answer came without its metadata; another client is registered for answers.");
        IReadOnlyList<CitationAnnotation> citations = response.GetCitations();
        IReadOnlyList<SourceResult> sources = SourceResult.Group(citations);
        return new AnswerResult(
            metadata.Question,
            response.Text,
            metadata.Abstained,
            metadata.Abstained ? metadata.Abstention.ToString() : null,
            metadata.Degraded,
            metadata.Quoted,
            [.. citations.SelectMany(citation => CitationResult.From(citation, sources.Single(source => source.Holds(citation)).Number))],
            sources,
            AnswerMetadataResult.From(metadata, response.ModelId),
            new UsageResult(response.Usage?.InputTokenCount, response.Usage?.CachedInputTokenCount, response.Usage?.OutputTokenCount),
            metadata.Timings,
            CacheControl.FindHit(response));
    }
}
