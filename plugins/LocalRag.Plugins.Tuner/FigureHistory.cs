namespace LocalRag.Plugins.Tuner;

/// <summary>The host's figures of the last blocks of answers, the oldest first.</summary>
internal sealed class FigureHistory
{
    private const int Capacity = 240;
    private const int Recent = 5;

    private readonly Queue<HostFigures> _figures = new();

    public int Count => _figures.Count;

    public void Add(HostFigures figures)
    {
        if (_figures.Count == Capacity)
        {
            _figures.Dequeue();
        }

        _figures.Enqueue(figures);
    }

    /// <summary>Returns the medians of the last few blocks: one slow answer is no bottleneck.</summary>
    public HostFigures ReadRecent()
    {
        HostFigures[] recent = [.. _figures.TakeLast(Recent)];
        return new HostFigures(
            Median(recent, figures => figures.MemoryUsage),
            Median(recent, figures => figures.TokenThroughput),
            Median(recent, figures => figures.RetrievalLatency),
            Median(recent, figures => figures.CacheHitRate),
            Median(recent, figures => figures.FirstTokenLatency));
    }

    private static double? Median(HostFigures[] recent, Func<HostFigures, double?> read)
    {
        double[] sorted = [.. recent.Select(read).OfType<double>().Order()];
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }
}
