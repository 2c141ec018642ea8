namespace LocalRag.Answers;

/// <summary>What of the passages that were found goes into the prompt.</summary>
/// <param name="Used">The pieces of text, in the prompt's order.</param>
/// <param name="Dropped">The passages that were left out, best first.</param>
internal sealed record ContextSelection(IReadOnlyList<UsedPassage> Used, IReadOnlyList<DroppedPassage> Dropped)
{
    public static ContextSelection Empty { get; } = new([], []);
}
