using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>A whole response, apart from every object that a caller has in hands.</summary>
internal sealed class CachedResponse
{
    private readonly ChatResponse _response;
    private long _version;

    private CachedResponse(ChatResponse response, IAnswerEvidence? evidence)
    {
        _response = response;
        Evidence = evidence;
        _version = evidence?.IndexVersion ?? 0;
        EvidenceKey = evidence is null ? default : RetrievalCache.Identify(evidence.Retrieved);
        Bytes = Measure(response) + (evidence is null ? 0 : RetrievalCache.Measure(evidence.Retrieved) * 2);
    }

    /// <summary>Gets what the answer rests on; null for a response of the chat model.</summary>
    public IAnswerEvidence? Evidence { get; }

    /// <summary>Gets who its passages are, with their text.</summary>
    public CacheKey EvidenceKey { get; }

    /// <summary>Gets its size. The host's own account of an answer holds the passages that were found, and those in the prompt once more: at most twice the first.</summary>
    public long Bytes { get; }

    /// <summary>Gets its words.</summary>
    public string Text => _response.Text;

    /// <summary>Gets or sets the last version of the index at which the answer was known to hold.</summary>
    public long Version
    {
        get => Volatile.Read(ref _version);
        set => Volatile.Write(ref _version, value);
    }

    /// <summary>Takes a response in.</summary>
    /// <returns>Null where it must not be kept: it is cut off or empty, or holds more than text.</returns>
    public static CachedResponse? TryCreate(ChatResponse response)
    {
        if (response.FinishReason != ChatFinishReason.Stop || response.ConversationId is not null || response.ContinuationToken is not null
            || string.IsNullOrWhiteSpace(response.Text)
            || !response.Messages.SelectMany(message => message.Contents).All(content => content is TextContent or TextReasoningContent or UsageContent))
        {
            return null;
        }

        return new CachedResponse(Copy(response), FindEvidence(response));
    }

    public static IAnswerEvidence? FindEvidence(ChatResponse response) => response.Messages
        .Select(message => message.AdditionalProperties)
        .Append(response.AdditionalProperties)
        .SelectMany(properties => properties?.Values.OfType<IAnswerEvidence>() ?? [])
        .LastOrDefault();

    /// <summary>Returns a copy for a caller.</summary>
    public ChatResponse ToResponse(string cache)
    {
        ChatResponse copy = Copy(_response);
        (copy.AdditionalProperties ??= [])[CacheControl.HitKey] = cache;
        return copy;
    }

    /// <summary>Streams it: an update for each content, what belongs to a message with its last, what belongs to the whole at the end.</summary>
    public IEnumerable<ChatResponseUpdate> ToUpdates(string cache)
    {
        ChatResponse copy = ToResponse(cache);
        foreach (ChatMessage message in copy.Messages)
        {
            for (int i = 0; i < message.Contents.Count; i++)
            {
                ChatResponseUpdate update = CreateUpdate(copy, message, message.Contents[i]);
                update.AdditionalProperties = i == message.Contents.Count - 1 ? message.AdditionalProperties : null;
                yield return update;
            }
        }

        ChatResponseUpdate last = CreateUpdate(copy, copy.Messages[^1], copy.Usage is { } usage ? new UsageContent(usage) : null);
        last.FinishReason = copy.FinishReason;
        last.AdditionalProperties = copy.AdditionalProperties;

        // In a stream the host's account of an answer is on the last update.
        foreach ((string key, object? value) in copy.Messages[^1].AdditionalProperties ?? [])
        {
            last.AdditionalProperties!.TryAdd(key, value);
        }

        yield return last;
    }

    private static ChatResponseUpdate CreateUpdate(ChatResponse response, ChatMessage message, AIContent? content) => new(message.Role, content is null ? [] : [content])
    {
        AuthorName = message.AuthorName,
        MessageId = message.MessageId,
        ResponseId = response.ResponseId,
        ModelId = response.ModelId,
        CreatedAt = message.CreatedAt ?? response.CreatedAt,
    };

    private static ChatResponse Copy(ChatResponse response) => new([.. response.Messages.Select(Copy)])
    {
        ResponseId = response.ResponseId,
        ModelId = response.ModelId,
        CreatedAt = response.CreatedAt,
        FinishReason = response.FinishReason,
        Usage = Copy(response.Usage),
        AdditionalProperties = response.AdditionalProperties?.Clone(),
    };

    private static ChatMessage Copy(ChatMessage message) => new(message.Role, [.. message.Contents.Select(Copy)])
    {
        AuthorName = message.AuthorName,
        MessageId = message.MessageId,
        CreatedAt = message.CreatedAt,
        AdditionalProperties = message.AdditionalProperties?.Clone(),
    };

    private static AIContent Copy(AIContent content)
    {
        AIContent copy = content switch
        {
            TextReasoningContent reasoning => new TextReasoningContent(reasoning.Text) { ProtectedData = reasoning.ProtectedData },
            UsageContent usage => new UsageContent(Copy(usage.Details)!),
            _ => new TextContent(((TextContent)content).Text),
        };
        copy.Annotations = content.Annotations is { } annotations ? [.. annotations.Select(Copy)] : null;
        copy.AdditionalProperties = content.AdditionalProperties?.Clone();
        return copy;
    }

    private static AIAnnotation Copy(AIAnnotation annotation)
    {
        AIAnnotation copy = annotation is CitationAnnotation citation
            ? new CitationAnnotation { Title = citation.Title, Url = citation.Url, FileId = citation.FileId, ToolName = citation.ToolName, Snippet = citation.Snippet }
            : new AIAnnotation();
        copy.AnnotatedRegions = annotation.AnnotatedRegions is { } regions ? [.. regions.Select(Copy)] : null;
        copy.AdditionalProperties = annotation.AdditionalProperties?.Clone();
        return copy;
    }

    private static AnnotatedRegion Copy(AnnotatedRegion region) =>
        region is TextSpanAnnotatedRegion span ? new TextSpanAnnotatedRegion { StartIndex = span.StartIndex, EndIndex = span.EndIndex } : region;

    private static UsageDetails? Copy(UsageDetails? usage)
    {
        if (usage is null)
        {
            return null;
        }

        UsageDetails copy = new();
        copy.Add(usage);
        return copy;
    }

    private static long Measure(ChatResponse response)
    {
        long bytes = 512;
        foreach (AIContent content in response.Messages.SelectMany(message => message.Contents))
        {
            bytes += 128 + (content is TextContent text ? CacheSize.Of(text.Text) : content is TextReasoningContent reasoning ? CacheSize.Of(reasoning.Text) : 256);
            foreach (AIAnnotation annotation in content.Annotations ?? [])
            {
                bytes += 512 + (annotation is CitationAnnotation citation ? CacheSize.Of(citation.Title) + CacheSize.Of(citation.Snippet) + CacheSize.Of(citation.Url?.OriginalString) : 0);
            }
        }

        return bytes;
    }
}
