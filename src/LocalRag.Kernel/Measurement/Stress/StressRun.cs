using LocalRag.Plugins;
using LocalRag.Settings;

namespace LocalRag.Measurement.Stress;

/// <summary>What the callers of one run share.</summary>
internal sealed class StressRun(StressHost host, StressRequest request, StressLog log)
{
    private int _open;
    private int _operations;
    private long _ballast;

    public StressHost Host { get; } = host;

    public StressRequest Request { get; } = request;

    public StressLog Log { get; } = log;

    public StressLedger Ledger { get; } = new();

    public StressCorpus Corpus { get; } = new(request.Seed);

    /// <summary>Gets the plugins that are turned off and on: those that the run began with, but for one that holds the host to its memory, which nobody would do without it.</summary>
    public IReadOnlySet<string> Plugins { get; } = ListSwapped(host);

    /// <summary>Gets the requests that were made and have not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Gets the bytes that the run itself holds to squeeze the host.</summary>
    public long Ballast => Volatile.Read(ref _ballast);

    public string PathOf(int document) => Path.Combine(Request.Folder, StressCorpus.FileName(document));

    public string IdOf(int document) => PathOf(document).Replace('\\', '/');

    public int? DocumentOf(string id)
    {
        for (int document = 0; document < StressCorpus.Documents; document++)
        {
            if (IdOf(document) == id)
            {
                return document;
            }
        }

        return null;
    }

    /// <summary>Returns whether there may be one more operation, and counts it.</summary>
    public bool TryBegin() => Request.Operations is not { } most || Interlocked.Increment(ref _operations) <= most;

    public void Opened() => Interlocked.Increment(ref _open);

    public void Closed() => Interlocked.Decrement(ref _open);

    public void AddBallast(long bytes) => Interlocked.Add(ref _ballast, bytes);

    private static HashSet<string> ListSwapped(StressHost host)
    {
        string keeper = host.Settings.List().Single(setting => setting.Key == "Memory:Trim").Source;
        return [.. host.Plugins.List().Where(plugin => plugin.State == PluginState.Active && keeper != Setting.SourceOfPlugin(plugin.Id)).Select(plugin => plugin.Id)];
    }
}
