using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>Makes the key of a chat request: the whole list of messages, all options, the model, and the host's settings.</summary>
internal static class ChatKey
{
    /// <summary>Returns the key, or null for a request that has none: it calls tools, continues a conversation that is kept elsewhere, or holds more than text.</summary>
    public static CacheKey? Create(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ChatClientMetadata? model, string settings)
    {
        using CacheKeyWriter key = new();
        key.Add(settings).Add(model?.ProviderName).Add(model?.ProviderUri?.ToString()).Add(model?.DefaultModelId);
        return TryAdd(key, options ?? new ChatOptions()) && messages.All(message => TryAdd(key, message)) ? key.ToKey() : null;
    }

    private static bool TryAdd(CacheKeyWriter key, ChatOptions options)
    {
        if (options is { ConversationId: not null } or { Tools.Count: > 0 } or { ToolMode: not null } or { RawRepresentationFactory: not null }
            or { AllowBackgroundResponses: not null } or { ContinuationToken: not null } or { Reasoning: not null })
        {
            return false;
        }

        key.Add(options.Instructions).Add(options.ModelId).Add(options.Temperature).Add(options.MaxOutputTokens).Add(options.TopP).Add(options.TopK)
            .Add(options.FrequencyPenalty).Add(options.PresencePenalty).Add(options.Seed).Add(options.AllowMultipleToolCalls is bool many ? (many ? 1 : 0) : (long?)null);
        key.Add((long)(options.StopSequences?.Count ?? -1));
        foreach (string stop in options.StopSequences ?? [])
        {
            key.Add(stop);
        }

        switch (options.ResponseFormat)
        {
            case null:
                key.Add(0L);
                break;
            case ChatResponseFormatText:
                key.Add(1L);
                break;
            case ChatResponseFormatJson json:
                key.Add(2L).Add(json.Schema?.GetRawText()).Add(json.SchemaName).Add(json.SchemaDescription);
                break;
            default:
                return false;
        }

        return key.TryAdd(options.AdditionalProperties);
    }

    private static bool TryAdd(CacheKeyWriter key, ChatMessage message)
    {
        key.Add(message.Role.Value).Add(message.AuthorName).Add((long)message.Contents.Count);
        foreach (AIContent content in message.Contents)
        {
            // Each on its own: the engine reads them as separate segments.
            if (content is not TextContent text || !key.Add(text.Text).TryAdd(text.AdditionalProperties))
            {
                return false;
            }
        }

        return key.TryAdd(message.AdditionalProperties);
    }
}
