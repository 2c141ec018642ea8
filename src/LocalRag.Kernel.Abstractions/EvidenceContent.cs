using Microsoft.Extensions.AI;

namespace LocalRag;

/// <summary>Tells a chat engine which contents of a message are evidence: texts that come again in other prompts, and that do not need each other to be understood.</summary>
/// <remarks>An engine that may answer approximately can then use what it computed for such a text elsewhere; to other engines the mark means nothing.</remarks>
public static class EvidenceContent
{
    /// <summary>The key among a content's additional properties; its value is true.</summary>
    public const string Key = "localrag.evidence";

    /// <summary>The key among the additional counts of usage: how many tokens of the prompt were taken over from other prompts, which makes the answer an approximate one. Absent where it is not.</summary>
    public const string ApproximateTokensKey = "approximate_input_tokens";

    /// <summary>Returns a text that is marked as evidence.</summary>
    public static TextContent Create(string text) => new(text) { AdditionalProperties = new AdditionalPropertiesDictionary { [Key] = true } };

    /// <summary>Returns whether a content is marked as evidence.</summary>
    public static bool IsMarked(AIContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.AdditionalProperties?.GetValueOrDefault(Key) is true;
    }
}
