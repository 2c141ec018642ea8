using System.Collections.Frozen;

namespace LocalRag.Sqlite.Search;

/// <summary>English words that stand in nearly every chunk: they decide nothing, and finding their places takes most of the time.</summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> s_words = new[]
    {
        "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "does", "for", "from", "had",
        "has", "have", "how", "i", "in", "into", "is", "it", "its", "of", "on", "or", "s", "so", "t", "than", "that", "the",
        "their", "them", "then", "there", "these", "they", "this", "those", "to", "was", "we", "were", "what", "when", "where",
        "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string word) => s_words.Contains(word);
}
