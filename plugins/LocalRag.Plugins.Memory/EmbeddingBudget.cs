namespace LocalRag.Plugins.Memory;

/// <summary>How many texts are embedded together: 8, 16 or 32 chunks' worth of tokens, by how much memory is left.</summary>
internal static class EmbeddingBudget
{
    /// <summary>The most tokens of a chunk by default.</summary>
    private const int TokensOfChunk = 160;

    private const int CharactersOfToken = 4;
    private const long GigaByte = 1_000_000_000;

    /// <summary>Returns how many tokens may be embedded together.</summary>
    public static int Tokens(long availableBytes) => TokensOfChunk * availableBytes switch
    {
        < 2 * GigaByte => 8,
        < 4 * GigaByte => 16,
        _ => 32,
    };

    /// <summary>Returns where the batch ends that begins at a text: before the first text that does not fit into the budget, but with one text at the least.</summary>
    public static int Take(ReadOnlySpan<string> texts, int start, long availableBytes)
    {
        long left = Tokens(availableBytes);
        int end = start;
        while (end < texts.Length && (end == start || Estimate(texts[end]) <= left))
        {
            left -= Estimate(texts[end++]);
        }

        return end;
    }

    /// <summary>The engine counts exactly; here it only matters that a batch is about as large as it may be.</summary>
    private static int Estimate(string? text) => 2 + ((text?.Length ?? 0) / CharactersOfToken);
}
