using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LocalRag.Plugins.Unloading;

/// <summary>Proves that a retired plugin is gone: watches the weak reference to its load context through bounded rounds of garbage collection.</summary>
/// <remarks>
/// 1. The rounds run one after another on a task of their own, never on the path of a call.
/// 2. One round serves every context that waits for its proof, so that many swaps in a row cost few collections.
/// 3. A leaked context that goes later, when what held it has let go, no longer counts as leaked.
/// </remarks>
internal sealed partial class PluginUnloadMonitor : IAsyncDisposable
{
    private const int MaxRounds = 10;

    // The rounds without a pause; each later one comes after twice as long, so that a context is called leaked after half a second at the earliest.
    private const int QuickRounds = 3;

    private readonly Channel<RetiredContext> _queue = Channel.CreateUnbounded<RetiredContext>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<RetiredContext> _retired = [];
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<PluginUnloadMonitor> _logger;
    private readonly Task _worker;
    private long _unloaded;

    public PluginUnloadMonitor(TimeProvider timeProvider, ILogger<PluginUnloadMonitor> logger)
    {
        _timeProvider = timeProvider;
        _logger = logger;
        _worker = Task.Run(ProveAsync);
    }

    /// <summary>Gets the contexts that were proven gone, by count, since the start.</summary>
    public long Unloaded
    {
        get
        {
            lock (_lock)
            {
                ForgetThoseGone();
                return _unloaded;
            }
        }
    }

    /// <summary>Returns the contexts that are not proven gone: under way, or leaked.</summary>
    public IReadOnlyList<RetiredContext> Pending()
    {
        lock (_lock)
        {
            ForgetThoseGone();
            return [.. _retired];
        }
    }

    /// <summary>Begins to watch a context whose unload has begun.</summary>
    public void Watch(string pluginId, string contentHash, WeakReference context)
    {
        RetiredContext retired = new(pluginId, contentHash, context, _timeProvider.GetUtcNow());
        lock (_lock)
        {
            _retired.Add(retired);
        }

        _queue.Writer.TryWrite(retired);
    }

    /// <summary>Waits until all that was given to it so far is proven gone or leaked.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        Task[] proofs;
        lock (_lock)
        {
            proofs = [.. _retired.Select(retired => retired.Proven)];
        }

        await Task.WhenAll(proofs).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _worker;
    }

    private async Task ProveAsync()
    {
        List<RetiredContext> open = [];
        while (open.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out RetiredContext? retired))
            {
                open.Add(retired);
            }

            // System.Text.Json keeps every type it has seen in a static cache (dotnet/runtime#65323).
            ClearJsonCaches();
            Collect();
            lock (_lock)
            {
                ForgetThoseGone();
                open.RemoveAll(retired => retired.Proven.IsCompleted || IsLeakedAfterThisRound(retired));
            }

            // What the frames and continuations of the plugin's last calls still hold goes when those have run; on a busy machine that takes a while.
            await Task.Yield();
            int rounds = open.Select(retired => retired.Rounds).DefaultIfEmpty().Min();
            if (rounds > QuickRounds)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1 << (rounds - 1)), _timeProvider);
            }
        }
    }

    /// <summary>Counts those that are gone, whether they were under way or had been given up as leaked.</summary>
    private void ForgetThoseGone()
    {
        foreach (RetiredContext retired in _retired.Where(retired => !retired.Context.IsAlive).ToList())
        {
            _unloaded++;
            _retired.Remove(retired);
            retired.MarkProven();
            LogUnloaded(retired.PluginId);
        }
    }

    private bool IsLeakedAfterThisRound(RetiredContext retired)
    {
        if (++retired.Rounds < MaxRounds)
        {
            return false;
        }

        retired.MarkLeaked();
        retired.MarkProven();
        LogLeaked(retired.PluginId, retired.PluginId, Environment.ProcessId);
        return true;
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "The proof of an unload is a collection after which the context is gone.")]
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static void ClearJsonCaches() => s_clearCache?.Invoke(null);

    private static readonly Action<Type[]?>? s_clearCache = typeof(JsonSerializer).Assembly
        .GetType("System.Text.Json.JsonSerializerOptionsUpdateHandler")?
        .GetMethod("ClearCache", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Type[])])?
        .CreateDelegate<Action<Type[]?>>();

    [LoggerMessage(Level = LogLevel.Information, Message = "A version of plugin {Plugin} is unloaded: nothing of it is left in memory")]
    private partial void LogUnloaded(string plugin);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A version of plugin {Plugin} is out of use, but something holds it in memory; 'localrag plugins why-alive {Id} --process {Process}' says what")]
    private partial void LogLeaked(string plugin, string id, int process);
}
