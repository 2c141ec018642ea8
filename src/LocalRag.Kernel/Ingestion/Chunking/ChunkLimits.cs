namespace LocalRag.Ingestion.Chunking;

/// <summary>How large a chunk may be.</summary>
/// <param name="Sentences">How many sentences close a chunk.</param>
/// <param name="Tokens">The most tokens of a chunk.</param>
/// <param name="OverlapSentences">How many sentences at the end of a chunk also begin the next one.</param>
internal readonly record struct ChunkLimits(int Sentences, int Tokens, int OverlapSentences)
{
    // A tokenizer may count a word of any length as one unknown token. English has fewer than five characters per token.
    private const int CharactersPerToken = 12;

    /// <summary>Gets the most characters of a chunk, whatever its tokens.</summary>
    public int Characters => Tokens * CharactersPerToken;

    /// <summary>Gets the tokens below which no number of sentences closes a chunk: four words of dialogue are no passage.</summary>
    public int FewestTokens => Tokens / 4;

    public bool Fits(int tokens, int characters) => tokens <= Tokens && characters <= Characters;
}
