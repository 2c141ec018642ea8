using System.Collections.Concurrent;
using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Search;

/// <summary>
/// Leaves the most frequent words out of a query of a large index: FTS5 weighs every chunk that holds any of the words, and a word
/// that stands in many chunks says next to nothing about any of them. So the time of a search is bounded, in any language.
/// </summary>
/// <remarks>What is counted is kept until the index changes, and depends on nothing but the index: equal searches have equal results.</remarks>
internal sealed class TermFrequencies
{
    /// <summary>So many matches are always allowed: weighing them takes some milliseconds.</summary>
    public const int FewestMatches = 5_000;

    private const int MostMatches = 20_000;
    private const int MostKept = 10_000;

    private volatile Counts _counts = new(-1);

    /// <summary>Returns the words to search for: from the rarest on, as many as match half of the chunks, within limits; at least one.</summary>
    public IReadOnlyList<string> SelectRarest(IndexConnection connection, IndexState state, List<string> terms)
    {
        // A number that was once given may be free again, so this is at least the number of chunks.
        long chunks = state.NextChunk - 1;
        if (chunks <= FewestMatches || terms.Count < 2)
        {
            return terms;
        }

        Counts counts = At(state.Version);
        long left = Math.Clamp(chunks / 2, FewestMatches, MostMatches);
        var selected = new List<string>();
        foreach ((string term, long count) in terms.Select(term => (term, counts.Of(connection, term))).OrderBy(static pair => pair.Item2))
        {
            if (selected.Count > 0 && count > left)
            {
                break;
            }

            selected.Add(term);
            left -= count;
        }

        return selected;
    }

    private Counts At(long version)
    {
        Counts counts = _counts;
        if (counts.Version != version || counts.IsFull)
        {
            _counts = counts = new Counts(version);
        }

        return counts;
    }

    private sealed class Counts(long version)
    {
        private readonly ConcurrentDictionary<string, long> _chunks = new(StringComparer.Ordinal);

        public long Version { get; } = version;

        public bool IsFull => _chunks.Count >= MostKept;

        public long Of(IndexConnection connection, string term)
        {
            if (!_chunks.TryGetValue(term, out long count))
            {
                using IndexStatement statement = connection.Prepare("SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?1")
                    .Bind(1, KeywordQuery.MatchAny([term]));
                statement.Step();
                count = statement.Int64(0);
                _chunks.TryAdd(term, count);
            }

            return count;
        }
    }
}
