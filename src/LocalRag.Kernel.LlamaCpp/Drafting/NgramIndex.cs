namespace LocalRag.LlamaCpp.Drafting;

/// <summary>Finds where the end of a text stood before in it, to see how it went on there.</summary>
internal sealed class NgramIndex
{
    /// <summary>The fewest tokens that must be the same.</summary>
    public const int Order = 3;

    /// <summary>A longer match says no more.</summary>
    public const int LongestMatch = 32;

    private const int MostCandidates = 8;

    private readonly List<int> _tokens = [];

    // For each position, where the same three tokens ended before; -1 for nowhere.
    private readonly List<int> _previous = [];
    private readonly Dictionary<(int, int, int), int> _last = [];

    public int Count => _tokens.Count;

    public void Add(int token)
    {
        _tokens.Add(token);
        int end = _tokens.Count - 1;
        if (end < Order - 1)
        {
            _previous.Add(-1);
            return;
        }

        (int, int, int) key = (_tokens[end - 2], _tokens[end - 1], token);
        _previous.Add(_last.GetValueOrDefault(key, -1));
        _last[key] = end;
    }

    /// <summary>Returns the tokens from a position on.</summary>
    public IReadOnlyList<int> From(int position) => _tokens[position..];

    /// <summary>Finds the longest match of the end, the latest of equally long ones, and copies how it went on.</summary>
    /// <param name="next">Filled with the tokens that followed.</param>
    /// <returns>The number of tokens that are the same, and how many followed; 0 and 0 where there is no match.</returns>
    public (int Match, int Followed) Find(Span<int> next)
    {
        int end = _tokens.Count - 1;
        int best = -1;
        int longest = 0;
        int candidate = end < 0 ? -1 : _previous[end];
        for (int i = 0; i < MostCandidates && candidate >= 0; i++, candidate = _previous[candidate])
        {
            int length = MatchLength(candidate, end);
            if (length > longest)
            {
                (best, longest) = (candidate, length);
            }
        }

        int followed = best < 0 ? 0 : Math.Min(next.Length, end - best);
        for (int i = 0; i < followed; i++)
        {
            next[i] = _tokens[best + 1 + i];
        }

        return (longest, followed);
    }

    private int MatchLength(int candidate, int end)
    {
        int length = Order;
        while (length < LongestMatch && candidate - length >= 0 && _tokens[candidate - length] == _tokens[end - length])
        {
            length++;
        }

        return length;
    }
}
