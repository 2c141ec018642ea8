using LocalRag.Pipelines;
using LocalRag.Plugins.Composition;
using LocalRag.Plugins.Health;
using LocalRag.Plugins.Packaging;

namespace LocalRag.Plugins;

/// <content>How a change is made: decided, composed, published, and what it replaced let go.</content>
public sealed partial class PluginHost
{
    private async Task<PluginChange> ChangeAsync(Action<PluginCatalogScan> decide, CancellationToken cancellationToken, bool withOptimizers = true)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            PluginCatalogScan scan = _options.CurrentValue.Enabled ? await Task.Run(() => _catalog.Scan(withOptimizers), cancellationToken) : PluginCatalogScan.Empty;
            decide(scan);
            List<PluginRefusedException> refusals = [];
            scan = StandIn(scan, refusals);
            IReadOnlyList<PluginPackage> wanted = _ledger.Choose(scan, _current, _options.CurrentValue, CountLeaks, refusals);
            ComposedGeneration? next = await WithoutFlow(() => _generations.CreateAsync(
                wanted, _current, _ledger, refusals, _options.CurrentValue, new PluginCallbacks(TakeOut, Unloading, LogExitFailed), cancellationToken));
            if (next is not null)
            {
                Publish(next);
            }

            _ledger.Refuse(refusals);
            LogRefusals(refusals);
            Remember(scan);
            PluginChange change = new(
                Generation, next is not null, [.. _current.Plugins.Select(plugin => plugin.Id)], [.. refusals.Select(refusal => refusal.Message)]);
            Tell(change);
            return change;
        }
        finally
        {
            _changing.Release();
        }
    }

    private string Find(PluginCatalogScan scan, string pluginId) =>
        scan.Packages.Any(package => package.Id == pluginId) || _current.Plugins.Any(plugin => plugin.Id == pluginId)
            || scan.Refusals.Any(refusal => refusal.Plugin == pluginId)
            ? pluginId
            : throw new PluginRefusedException(pluginId, $"There is no plugin {pluginId}.", "'localrag plugins list' shows those that were found.");

    /// <summary>Puts the versions that were rolled back to in the place of those in the folders.</summary>
    private PluginCatalogScan StandIn(PluginCatalogScan scan, List<PluginRefusedException> refusals) => scan with
    {
        Packages = [.. scan.Packages.Select(package =>
        {
            try
            {
                return _history.FindStandIn(package) is { } version ? _catalog.FindStaged(version, package.SourceDirectory) ?? package : package;
            }
            catch (PluginRefusedException refusal)
            {
                refusals.Add(refusal);
                return package;
            }
        })],
    };

    private void Remember(PluginCatalogScan scan)
    {
        try
        {
            _history.Record(_current.Plugins.Select(plugin => plugin.Package));
            _catalog.Prune(
                new HashSet<string>(_history.ListKept().Concat(scan.Packages.Select(package => package.ContentHash)), StringComparer.Ordinal), _timeProvider.GetUtcNow());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The plugins are live; only a rollback in a later run will not know of it.
            LogNotRemembered(exception);
        }
    }

    private void Tell(PluginChange change)
    {
        // The same refusal after each look at the folders is told once.
        bool news = change.Refused.Any(reason => !_told.Contains(reason));
        _told.Clear();
        _told.UnionWith(change.Refused);
        if (change.Published || news)
        {
            Changed?.Invoke(this, change);
        }
    }

    private int CountLeaks(string pluginId) => _unloads.Pending().Count(retired => retired.IsLeaked && retired.PluginId == pluginId);

    private void Publish(ComposedGeneration next)
    {
        ComposedGeneration last = _current;
        long since = _timeProvider.GetTimestamp();
        ReplaceSettings(next);
        _current = next;
        _switch.Publish(next.Generation);
        LastExchange = _timeProvider.GetElapsedTime(since);
        _ledger.Published(last, next);
        LogPublished(next.Generation.Number, next.Plugins.Count);
        BeginRetiring(last.Generation);
    }

    // The settings are valid, but whoever listens to them is not ours: a listener that throws must not leave the host between two generations.
    private void ReplaceSettings(ComposedGeneration next)
    {
        try
        {
            _settings.Replace(next.Plugins.Select(plugin => (plugin.Id, plugin.Settings)));
        }
        catch (Exception exception)
        {
            LogListenerFailed(ExceptionText.Of(exception));
        }
    }

    // Without the flow of the caller: where a plugin asked for the swap, its async locals would be held until the retiring ends,
    // and for ever by what the next plugin starts (a timer, a thread) while it is made.
    private static Task<T> WithoutFlow<T>(Func<Task<T>> work)
    {
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        return Task.Run(work);
    }

    private void BeginRetiring(Generation last)
    {
        Task retiring = WithoutFlow(() => RetireAsync(last));
        lock (_retiringLock)
        {
            _retiring.Add(retiring);
        }

        _ = retiring.ContinueWith(Retired, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Retired(Task retiring)
    {
        lock (_retiringLock)
        {
            _retiring.Remove(retiring);
        }
    }

    private async Task<int> RetireAsync(Generation last)
    {
        int left = await last.RetireAsync(_options.CurrentValue.DrainLimit, s_cancellationGrace, _timeProvider, _closing.Token);
        if (left > 0)
        {
            LogAbandoned(last.Number, left);
        }
        else
        {
            last.Dispose();
        }

        return left;
    }

    private void Unloading(PluginPackage package, WeakReference context) => _unloads.Watch(package.Id, package.ContentHash, context);

    /// <summary>The circuit breaker of a plugin has opened: it is quarantined, and the one before takes its place.</summary>
    private void TakeOut(string pluginId, string contentHash, string reason)
    {
        LogQuarantined(pluginId, reason);
        _ledger.Quarantine(contentHash, new PluginRefusedException(
            pluginId, $"The plugin {pluginId} was taken out: {reason}", "Replace its files with a version that works."));
        _ = ReloadAfterFaultAsync(pluginId);
    }

    private async Task ReloadAfterFaultAsync(string pluginId)
    {
        try
        {
            await ReloadAsync();
        }
        catch (Exception exception)
        {
            LogReloadFailed(exception, pluginId);
        }
    }

    private void LogRefusals(List<PluginRefusedException> refusals)
    {
        foreach (PluginRefusedException refusal in refusals.Where(refusal => !_told.Contains(refusal.Message)))
        {
            LogRefused(refusal.Plugin, refusal.Message);
        }
    }
}
