namespace LocalRag.Answers;

/// <summary>A number or name in an answer that no passage in its prompt, nor the question, holds: it may be made up.</summary>
/// <param name="Text">The number or name.</param>
/// <param name="StartIndex">Where it begins in the answer's text.</param>
/// <param name="EndIndex">Where it ends in the answer's text, exclusive.</param>
public sealed record UnsupportedClaim(string Text, int StartIndex, int EndIndex);
