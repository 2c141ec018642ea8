using LocalRag.LlamaCpp.Engine;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Streaming;

/// <summary>Makes the updates of one response, all with the same identity.</summary>
internal sealed class ResponseStamp(string modelId, TimeProvider timeProvider)
{
    private readonly string _responseId = $"chatcmpl-{Guid.NewGuid():N}";
    private readonly DateTimeOffset _createdAt = timeProvider.GetUtcNow();

    /// <summary>Returns an update with a piece of the answer.</summary>
    public ChatResponseUpdate Text(string text) => Create([new TextContent(text)]);

    /// <summary>Returns an update with other contents than text.</summary>
    public ChatResponseUpdate Contents(IReadOnlyList<AIContent> contents) => Create([.. contents]);

    /// <summary>Returns the last update.</summary>
    /// <param name="reason">Why the answer ends.</param>
    /// <param name="request">The request, which has ended.</param>
    /// <param name="outputTokens">The length of the answer.</param>
    /// <param name="loadTime">How long the request waited for the model to be loaded, or null.</param>
    public ChatResponseUpdate End(ChatFinishReason reason, GenerationRequest request, int outputTokens, TimeSpan? loadTime)
    {
        int promptTokens = request.Prompt.TokenCount - request.ContinuedTokens;
        UsageDetails usage = new()
        {
            InputTokenCount = promptTokens,
            CachedInputTokenCount = request.ReusedTokens,
            OutputTokenCount = outputTokens,
            TotalTokenCount = promptTokens + outputTokens,
        };
        if (request.DraftedTokens > 0)
        {
            usage.AdditionalCounts = new()
            {
                [LlamaChatClient.DraftedTokensKey] = request.DraftedTokens,
                [LlamaChatClient.AcceptedTokensKey] = request.AcceptedTokens,
            };
        }

        if (request.ApproximateTokens > 0)
        {
            usage.AdditionalCounts ??= [];
            usage.AdditionalCounts[EvidenceContent.ApproximateTokensKey] = request.ApproximateTokens;
        }

        ChatResponseUpdate update = Create([new UsageContent(usage)]);
        update.FinishReason = reason;
        if (loadTime is { } time)
        {
            update.AdditionalProperties = new() { [LlamaChatClient.LoadTimeKey] = time };
        }

        return update;
    }

    private ChatResponseUpdate Create(IList<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = _responseId,
        MessageId = _responseId,
        ModelId = modelId,
        CreatedAt = _createdAt,
    };
}
