using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Evidence;

/// <summary>Which segments of a prompt are evidence, and what each of them is computed behind: the beginning that all prompts with these instructions share.</summary>
/// <param name="Head">The segments of that beginning.</param>
/// <param name="Segments">The places of the evidence among the prompt's segments.</param>
internal sealed record PromptEvidence(IReadOnlyList<int[]> Head, IReadOnlySet<int> Segments)
{
    public int HeadTokens { get; } = Head.Sum(segment => segment.Length);

    /// <summary>Returns what is computed to have the keys and values of a segment: the beginning, then the segment.</summary>
    public Prompt Behind(int[] segment) => new([.. Head, segment]);
}
