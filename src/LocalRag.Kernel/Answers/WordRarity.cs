namespace LocalRag.Answers;

/// <summary>How much each word tells within a set of texts: the rarer the more, and most where none of them has it.</summary>
internal sealed class WordRarity
{
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly int _count;

    public WordRarity(IReadOnlyCollection<HashSet<string>> texts)
    {
        _count = texts.Count;
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
            double weight = Math.Log(1 + ((_count + 1.0) / (_texts.GetValueOrDefault(stem) + 0.5)));
            all += weight;
            covered += found.Contains(stem) ? weight : 0;
        }

        return all > 0 ? covered / all : 0;
    }
}
