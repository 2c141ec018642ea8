namespace LocalRag.Answers;

/// <summary>How much each word tells within a set of texts: the rarer the more.</summary>
internal sealed class WordRarity
{
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly double _count;
    private readonly double _unknown;

    /// <param name="texts">The texts, each as its words.</param>
    /// <param name="unknownShare">For what share of the texts a word counts that none of them has; 0 makes it the rarest of all.</param>
    public WordRarity(IReadOnlyCollection<HashSet<string>> texts, double unknownShare = 0)
    {
        _count = texts.Count;
        _unknown = unknownShare * _count;
        foreach (string stem in texts.SelectMany(text => text))
        {
            _texts[stem] = _texts.GetValueOrDefault(stem) + 1;
        }
    }

    /// <summary>Returns the share of <paramref name="wanted"/> that <paramref name="found"/> holds, by weight; 0 where nothing is wanted.</summary>
    public double Coverage(IReadOnlyCollection<string> wanted, HashSet<string> found)
    {
        double all = 0;
        double covered = 0;
        foreach (string stem in wanted)
        {
            double weight = Math.Log(1 + ((_count + 1) / ((_texts.TryGetValue(stem, out int texts) ? texts : _unknown) + 0.5)));
            all += weight;
            covered += found.Contains(stem) ? weight : 0;
        }

        return all > 0 ? covered / all : 0;
    }
}
