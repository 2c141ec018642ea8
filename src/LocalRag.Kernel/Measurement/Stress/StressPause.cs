namespace LocalRag.Measurement.Stress;

/// <summary>Checks, while no caller does anything, that nothing is left of what they did, and that the index holds what it must.</summary>
internal sealed class StressPause(StressRun run, StressWatch watch)
{
    /// <summary>Connections and pipes that come and go by themselves (the runtime's, a reader of the index that the first part did not need).</summary>
    private const int SpareFiles = 8;

    public int Count { get; private set; }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Count++;
        run.Log.Note(-1, "pauses all callers");
        await EngineAsync(cancellationToken);
        int leases = run.Host.Plugins.Switch.Current.Leases;
        run.Log.Check(StressInvariant.Drains, leases == 0, () => $"Nobody calls, and generation {run.Host.Plugins.Generation} has {leases} calls on it.");
        await IndexAsync(cancellationToken);
        watch.Look();
        if (watch.FilesWarm > 0)
        {
            int files = run.Host.Memory.CountHandles() ?? 0;
            int most = watch.FilesWarm + run.Request.Callers + SpareFiles;
            run.Log.Check(StressInvariant.LeavesNothing, files <= most, () => $"{files} files are open in a pause; there were {watch.FilesWarm} in the first, and {most} are allowed.");
        }
    }

    /// <summary>Waits until the plugins that were swapped are gone, and checks that they are.</summary>
    public async Task PluginsAsync(CancellationToken cancellationToken)
    {
        await run.Host.Plugins.SettleAsync(cancellationToken);
        string[] leaked = [.. run.Host.Plugins.ListUnloading().Select(unload => unload.PluginId)];
        run.Log.Check(StressInvariant.LeavesNothing, leaked.Length == 0, () => $"Plugins that were taken out are still in memory: {string.Join(", ", leaked)}.");
    }

    private async Task EngineAsync(CancellationToken cancellationToken)
    {
        if (run.Request.Engine is not { } engine || engine.Read() is null)
        {
            return;
        }

        try
        {
            int held = await engine.DrainAsync(cancellationToken).WaitAsync(run.Request.RequestLimit, run.Host.TimeProvider, cancellationToken);
            EngineLoad load = engine.Read() ?? default;
            run.Log.Check(
                StressInvariant.Drains,
                load is { Running: 0, Waiting: 0 } && held == 0,
                () => $"Nobody calls, and the engine has {load.Running} running and {load.Waiting} waiting requests, and {held} sequences that hold something.");
        }
        catch (TimeoutException)
        {
            run.Log.Break(StressInvariant.Drains, $"Nobody calls, and the engine has not come to rest within {run.Request.RequestLimit.TotalSeconds:0} s.");
        }
    }

    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> problems = await run.Host.Index.CheckAsync(cancellationToken);
        run.Log.Check(StressInvariant.IndexIsSound, problems.Count == 0, () => string.Join(" ", problems));

        string[] wanted = [.. run.Ledger.Present.Select(run.IdOf).Order(StringComparer.Ordinal)];
        List<string> there = [];
        await foreach (IndexedDocument document in run.Host.Index.ListAsync(cancellationToken: cancellationToken))
        {
            there.Add(document.Id);
        }

        there.Sort(StringComparer.Ordinal);
        run.Log.Check(
            StressInvariant.IndexIsSound,
            there.SequenceEqual(wanted),
            () => $"The index lacks [{Names(wanted.Except(there))}] and has [{Names(there.Except(wanted))}] too much.");
        foreach (int document in run.Ledger.Present)
        {
            await RevisionAsync(document, cancellationToken);
        }
    }

    private async Task RevisionAsync(int document, CancellationToken cancellationToken)
    {
        StressRevision revision = run.Ledger.Latest(document)!;
        IReadOnlyList<SearchHit> hits = await run.Host.Index.SearchAsync(new HybridQuery(revision.Serial, null, Limit: 1), cancellationToken);
        run.Log.Check(
            StressInvariant.IndexIsSound,
            hits.Count == 1 && hits[0].Passage.DocumentId == run.IdOf(document) && hits[0].Passage.Text.Contains(revision.Serial, StringComparison.Ordinal),
            () => $"Revision {revision.Number} of {StressCorpus.FileName(document)} was put in, and a search for its serial {revision.Serial} finds "
                + (hits.Count == 0 ? "nothing." : $"\"{hits[0].Passage.Text}\"."));
    }

    private static string Names(IEnumerable<string> ids) => string.Join(", ", ids.Select(Path.GetFileName));
}
