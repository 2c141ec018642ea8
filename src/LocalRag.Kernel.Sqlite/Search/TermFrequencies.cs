using System.Collections.Concurrent;
using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Search;

/// <summary>
/// Leaves the most frequent words out of a query of a large index: FTS5 weighs every chunk that holds any of the words, and a word
/// that stands in many chunks says next to nothing about any of them. So the time of a search is bounded, in any language.
/// </summary>
/// <remarks>What is counted is kept while the index is nearly as it was: counting again after each document would take longer than the search, while documents are read in.</remarks>
internal sealed class TermFrequencies(int mostMatches = TermFrequencies.MostMatches)
{
    /// <summary>Weighing so many takes some milliseconds, in an index of any size; twice as many find no more (measured with 62,000 sentences between 240 paragraphs and their 1,190 questions).</summary>
    public const int MostMatches = 5_000;

    private const int MostKept = 10_000;

    private volatile Counts _counts = new(default);

    /// <summary>Returns the words to search for: from the rarest on, as many as match <see cref="MostMatches"/> chunks together.</summary>
    /// <param name="connection">A reading connection.</param>
    /// <param name="state">What it sees.</param>
    /// <param name="terms">The words of the query.</param>
    /// <param name="atLeastOne">Whether the rarest word is wanted however many chunks it matches: where nothing else finds any.</param>
    public IReadOnlyList<string> SelectRarest(IndexConnection connection, IndexState state, List<string> terms, bool atLeastOne)
    {
        // A number that was once given may be free again, so this is at least the number of chunks.
        long chunks = state.NextChunk - 1;
        if (chunks <= mostMatches || terms.Count == 0 || (terms.Count == 1 && atLeastOne))
        {
            return terms;
        }

        Counts counts = At(state);
        long left = mostMatches;
        var selected = new List<string>();
        foreach ((string term, long count) in terms.Select(term => (term, counts.Of(connection, term, mostMatches + 1))).OrderBy(static pair => pair.Item2))
        {
            if (count > left)
            {
                break;
            }

            selected.Add(term);
            left -= count;
        }

        return selected.Count > 0 || !atLeastOne ? selected : [terms.MinBy(term => Counts.All(connection, term))!];
    }

    private Counts At(IndexState state)
    {
        Counts counts = _counts;
        if (!counts.Holds(state) || counts.IsFull)
        {
            _counts = counts = new Counts(state);
        }

        return counts;
    }

    /// <param name="begun">The index when counting began.</param>
    private sealed class Counts(IndexState begun)
    {
        private readonly ConcurrentDictionary<string, long> _chunks = new(StringComparer.Ordinal);

        public bool IsFull => _chunks.Count >= MostKept;

        /// <summary>Says whether at most one chunk in a hundred has come or gone since.</summary>
        public bool Holds(IndexState state) =>
            100 * (Math.Abs(state.NextChunk - begun.NextChunk) + Math.Abs(state.Chunks - begun.Chunks)) <= begun.Chunks;

        public long Of(IndexConnection connection, string term, int limit)
        {
            if (!_chunks.TryGetValue(term, out long count))
            {
                // Beyond the limit it does not matter how many there are, and in a large index it takes long to find out.
                using IndexStatement statement = connection.Prepare(
                        "SELECT count(*) FROM (SELECT 1 FROM passages_fts WHERE passages_fts MATCH ?1 LIMIT ?2)")
                    .Bind(1, KeywordQuery.MatchAny([term])).Bind(2, limit);
                statement.Step();
                count = statement.Int64(0);
                _chunks.TryAdd(term, count);
            }

            return count;
        }

        public static long All(IndexConnection connection, string term)
        {
            using IndexStatement statement = connection.Prepare("SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?1")
                .Bind(1, KeywordQuery.MatchAny([term]));
            return statement.Step() ? statement.Int64(0) : 0;
        }
    }
}
