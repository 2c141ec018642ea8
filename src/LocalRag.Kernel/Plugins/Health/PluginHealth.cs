namespace LocalRag.Plugins.Health;

/// <summary>The circuit breaker of one plugin: opens when too many of its calls have failed within a window.</summary>
/// <param name="pluginId">The plugin.</param>
/// <param name="threshold">How many faults within the window open it.</param>
/// <param name="window">How long a fault counts.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="opened">Called once, on a pool thread, when it opens.</param>
internal sealed class PluginHealth(string pluginId, int threshold, TimeSpan window, TimeProvider timeProvider, Action<string, string> opened)
{
    private readonly Queue<long> _faults = new();
    private readonly Lock _lock = new();
    private bool _open;
    private long _total;

    public string PluginId => pluginId;

    public long Faults => Interlocked.Read(ref _total);

    public void RecordFault(Exception exception)
    {
        Interlocked.Increment(ref _total);
        bool opens;
        lock (_lock)
        {
            long now = timeProvider.GetTimestamp();
            _faults.Enqueue(now);
            while (timeProvider.GetElapsedTime(_faults.Peek(), now) > window)
            {
                _faults.Dequeue();
            }

            opens = !_open && _faults.Count >= threshold;
            _open |= opens;
        }

        if (opens)
        {
            // Text, not the exception: an exception of a plugin's type would keep its assembly loaded.
            string reason = $"{threshold} of its calls failed within {window.TotalSeconds:0} s; the last: {ExceptionText.Of(exception)}";
            // Without the flow of the failed call, which may carry the plugin's async locals.
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.opened(state.pluginId, state.reason), (opened, pluginId, reason), preferLocal: false);
        }
    }
}
