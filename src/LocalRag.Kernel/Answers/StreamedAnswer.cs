using System.Text;
using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>Gathers what streams by, for the update that closes the stream.</summary>
internal sealed class StreamedAnswer
{
    private readonly StringBuilder _text = new();
    private bool _hasOther;

    /// <summary>Gets a value indicating whether nothing has come that a reader, or a tool, could use.</summary>
    public bool IsEmpty { get; private set; } = true;

    public string Text => _text.ToString();

    public long? PromptTokens { get; private set; }

    /// <summary>Gets a value indicating whether the engine took over parts of the prompt from others.</summary>
    public bool IsApproximate { get; private set; }

    public ChatResponseUpdate? Last { get; private set; }

    /// <returns>True where the update carries text.</returns>
    public bool Add(ChatResponseUpdate update)
    {
        Last = update;
        string text = update.Text;
        _text.Append(text);
        foreach (AIContent content in update.Contents)
        {
            PromptTokens = content is UsageContent usage ? usage.Details.InputTokenCount ?? PromptTokens : PromptTokens;
            IsApproximate |= content is UsageContent { Details: var details } && IsApproximated(details);
            _hasOther |= content is not (TextContent or UsageContent or TextReasoningContent);
        }

        IsEmpty = IsEmpty && string.IsNullOrWhiteSpace(text) && !_hasOther;
        return text.Length > 0;
    }

    /// <summary>Returns whether usage tells of an approximate answer.</summary>
    public static bool IsApproximated(UsageDetails? usage) => usage?.AdditionalCounts?.ContainsKey(EvidenceContent.ApproximateTokensKey) is true;

    /// <summary>Returns the last update: it belongs to the same message as the ones before it.</summary>
    public ChatResponseUpdate Close(TextContent closing, RagAnswerMetadata metadata) => new(ChatRole.Assistant, [closing])
    {
        ResponseId = Last?.ResponseId,
        MessageId = Last?.MessageId,
        ConversationId = Last?.ConversationId,
        ModelId = Last?.ModelId,
        CreatedAt = Last?.CreatedAt,
        AdditionalProperties = new AdditionalPropertiesDictionary { [RagResponseExtensions.MetadataKey] = metadata },
    };
}
