namespace LocalRag.Answers;

/// <summary>A passage that was found and is not in the prompt.</summary>
/// <param name="Hit">The passage with its scores.</param>
/// <param name="Reason">Why it is not there.</param>
public sealed record DroppedPassage(SearchHit Hit, DropReason Reason);
