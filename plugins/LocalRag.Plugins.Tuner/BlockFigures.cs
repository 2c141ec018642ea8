namespace LocalRag.Plugins.Tuner;

/// <summary>The figures of the answers of a block, and their means.</summary>
internal sealed class BlockFigures
{
    private readonly List<HostFigures> _figures = [];

    public void Add(HostFigures figures) => _figures.Add(figures);

    /// <summary>Returns the means, and begins anew.</summary>
    public HostFigures Take()
    {
        HostFigures means = new(
            Mean(figures => figures.MemoryUsage),
            Mean(figures => figures.TokenThroughput),
            Mean(figures => figures.RetrievalLatency),
            Mean(figures => figures.CacheHitRate),
            Mean(figures => figures.FirstTokenLatency));
        _figures.Clear();
        return means;
    }

    private double? Mean(Func<HostFigures, double?> read) => _figures.Average(read);
}
