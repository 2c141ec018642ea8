namespace LocalRag.LlamaCpp.Engine;

/// <summary>A prompt as tokens, cut into segments: the units of tokenisation and of prompt batches. No batch crosses a segment's end.</summary>
/// <param name="segments">The segments in order; none is empty.</param>
internal sealed class Prompt(IReadOnlyList<int[]> segments)
{
    public IReadOnlyList<int[]> Segments { get; } = segments;

    public int TokenCount { get; } = segments.Sum(segment => segment.Length);
}
