using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>What ties an answer to its passages.</summary>
internal sealed record Grounding(
    IReadOnlyList<CitationAnnotation> Citations,
    IReadOnlyList<QuoteCheck> Quotes,
    IReadOnlyList<UnsupportedClaim> Unsupported)
{
    public static Grounding None { get; } = new([], [], []);

    /// <summary>Returns the content that closes an answer: no text, the citations as annotations on the text before it.</summary>
    public TextContent ToContent() => new(string.Empty) { Annotations = Citations.Count > 0 ? [.. Citations] : null };
}
