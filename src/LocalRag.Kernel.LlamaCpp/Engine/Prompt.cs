using LocalRag.LlamaCpp.Evidence;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A prompt as tokens, cut into segments: the units of tokenisation and of prompt batches. No batch crosses a segment's end.</summary>
/// <param name="segments">The segments in order; none is empty.</param>
/// <param name="evidence">What of it is evidence; null where that is not asked for, or nothing is.</param>
internal sealed class Prompt(IReadOnlyList<int[]> segments, PromptEvidence? evidence = null)
{
    public IReadOnlyList<int[]> Segments { get; } = segments;

    public PromptEvidence? Evidence { get; } = evidence;

    public int TokenCount { get; } = segments.Sum(segment => segment.Length);
}
