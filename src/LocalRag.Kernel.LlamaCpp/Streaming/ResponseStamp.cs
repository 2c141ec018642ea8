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
    /// <param name="inputTokens">The length of the prompt.</param>
    /// <param name="cachedTokens">How much of the prompt the engine did not compute again.</param>
    /// <param name="outputTokens">The length of the answer.</param>
    /// <param name="loadTime">How long the request waited for the model to be loaded, or null.</param>
    public ChatResponseUpdate End(ChatFinishReason reason, int inputTokens, int cachedTokens, int outputTokens, TimeSpan? loadTime)
    {
        ChatResponseUpdate update = Create(
        [
            new UsageContent(new UsageDetails
            {
                InputTokenCount = inputTokens,
                CachedInputTokenCount = cachedTokens,
                OutputTokenCount = outputTokens,
                TotalTokenCount = inputTokens + outputTokens,
            }),
        ]);
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
