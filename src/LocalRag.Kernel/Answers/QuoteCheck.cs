namespace LocalRag.Answers;

/// <summary>The check of one quoted span of an answer against the passages that it was made from.</summary>
/// <param name="Text">The words between the quotation marks.</param>
/// <param name="StartIndex">Where they begin in the answer's text.</param>
/// <param name="EndIndex">Where they end in the answer's text, exclusive.</param>
/// <param name="ChunkId">The passage that holds them word for word; null where none does.</param>
public sealed record QuoteCheck(string Text, int StartIndex, int EndIndex, long? ChunkId)
{
    /// <summary>Gets a value indicating whether a passage holds the words.</summary>
    public bool Verified => ChunkId is not null;
}
