namespace LocalRag.Measurement;

/// <summary>Draws in which order the variants take their turn in a round: the next round has them the other way round (ABBA), so that a drift of the machine meets all alike.</summary>
internal sealed class RoundOrder(int variants, int seed)
{
    private readonly Random _random = new(seed);
    private int[] _last = [];
    private bool _mirror;

    public IReadOnlyList<int> Next()
    {
        if (_mirror)
        {
            _last = [.. _last.Reverse()];
        }
        else
        {
            _last = [.. Enumerable.Range(0, variants)];
            _random.Shuffle(_last);
        }

        _mirror = !_mirror;
        return _last;
    }
}
