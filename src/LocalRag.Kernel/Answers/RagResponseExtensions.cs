using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>Reads what <c>RagChatClient</c> puts on a response beside its text.</summary>
public static class RagResponseExtensions
{
    /// <summary>The key of the <see cref="RagAnswerMetadata"/> among a response's additional properties.</summary>
    public const string MetadataKey = "localrag.answer";

    /// <summary>The key of a citation's place in its document, such as <c>p. 3</c> or <c>lines 12-18</c>, among the annotation's additional properties.</summary>
    public const string LocationKey = "localrag.location";

    /// <summary>The key of the cited passage's number in the index among the annotation's additional properties.</summary>
    public const string ChunkIdKey = "localrag.chunk";

    /// <summary>Returns how the answer came about, or null where the response is not of <c>RagChatClient</c>.</summary>
    public static RagAnswerMetadata? GetRagMetadata(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);

        // Updates put together into a response leave their properties on the message that they belong to.
        return Find(response.AdditionalProperties)
            ?? response.Messages.Reverse().Select(message => Find(message.AdditionalProperties)).FirstOrDefault(found => found is not null);
    }

    /// <summary>Returns how the answer came about; only the last update of a stream has it.</summary>
    public static RagAnswerMetadata? GetRagMetadata(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Find(update.AdditionalProperties);
    }

    /// <summary>Returns the citations, in the order of the answer's text. Their regions are positions in <see cref="ChatResponse.Text"/>.</summary>
    public static IReadOnlyList<CitationAnnotation> GetCitations(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return [.. response.Messages.SelectMany(message => message.Contents).SelectMany(Citations)];
    }

    /// <summary>Returns the citations; only the last update of a stream has them. Their regions are positions in the text of all updates together.</summary>
    public static IReadOnlyList<CitationAnnotation> GetCitations(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return [.. update.Contents.SelectMany(Citations)];
    }

    /// <summary>Returns a citation's place in its document as a reader would cite it, or nothing.</summary>
    public static string GetLocation(this CitationAnnotation citation)
    {
        ArgumentNullException.ThrowIfNull(citation);
        return citation.AdditionalProperties?.TryGetValue(LocationKey, out string? location) is true ? location ?? string.Empty : string.Empty;
    }

    private static RagAnswerMetadata? Find(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue(MetadataKey, out RagAnswerMetadata? metadata) is true ? metadata : null;

    private static IEnumerable<CitationAnnotation> Citations(AIContent content) => content.Annotations?.OfType<CitationAnnotation>() ?? [];
}
