using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Threading.Channels;

namespace LocalRag.Plugins.Unloading;

/// <summary>Proves that a retired plugin is gone: watches the weak reference to its load context through bounded rounds of garbage collection.</summary>
/// <remarks>
/// 1. The rounds run one after another on a task of their own, never on the path of a call.
/// 2. One round serves every context that waits for its proof, so that many swaps in a row cost few collections.
/// 3. A leaked context that goes later, when what held it has let go, no longer counts as leaked.
/// </remarks>
internal sealed class PluginUnloadMonitor : IAsyncDisposable
{
    private const int MaxRounds = 10;

    private readonly Channel<RetiredContext> _queue = Channel.CreateUnbounded<RetiredContext>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<RetiredContext> _retired = [];
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly Task _worker;
    private long _unloaded;

    public PluginUnloadMonitor(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
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

            // What an await of the plugin's calls still holds goes when those continuations have run.
            await Task.Yield();
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
        }
    }

    private static bool IsLeakedAfterThisRound(RetiredContext retired)
    {
        if (++retired.Rounds < MaxRounds)
        {
            return false;
        }

        retired.MarkLeaked();
        retired.MarkProven();
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
}
