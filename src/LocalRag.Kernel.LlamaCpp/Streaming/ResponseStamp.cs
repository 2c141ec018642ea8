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
    public ChatResponseUpdate End(ChatFinishReason reason, int inputTokens, int outputTokens)
    {
        ChatResponseUpdate update = Create(
        [
            new UsageContent(new UsageDetails
            {
                InputTokenCount = inputTokens,
                CachedInputTokenCount = 0,
                OutputTokenCount = outputTokens,
                TotalTokenCount = inputTokens + outputTokens,
            }),
        ]);
        update.FinishReason = reason;
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
