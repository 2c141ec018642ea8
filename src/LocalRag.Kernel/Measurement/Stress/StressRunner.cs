namespace LocalRag.Measurement.Stress;

/// <summary>Puts the host under a seeded mixture of everything that it does, and checks all along that what must hold does.</summary>
public sealed class StressRunner
{
    /// <summary>The share of the run after which its memory counts as warm.</summary>
    private const double WarmShare = 0.2;

    private static readonly TimeSpan s_longestSpell = TimeSpan.FromSeconds(30);

    private readonly StressHost _host;

    internal StressRunner(StressHost host) => _host = host;

    /// <summary>Runs until the time is over or something breaks.</summary>
    /// <exception cref="LocalRagException">The index holds documents already, or there are more callers than documents.</exception>
    public async Task<StressReport> RunAsync(StressRequest request, IProgress<StressProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Callers is < 1 or > StressCorpus.Documents)
        {
            throw new LocalRagException($"{request.Callers} callers are not possible.", $"Choose from 1 to {StressCorpus.Documents}.");
        }

        await EmptyAsync(request, cancellationToken);
        using StressLog log = new(_host.TimeProvider);
        StressRun run = new(_host, request, log);
        StressWatch watch = new(run);
        StressPause pause = new(run, watch);
        using SemaphoreSlim turns = new(request.Callers, request.Callers);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, log.Broken);
        StressCaller[] callers = [.. Enumerable.Range(0, request.Callers).Select(number => new StressCaller(run, watch, turns, number))];
        for (int number = 0; number < callers.Length; number++)
        {
            await callers[number].PrepareAsync(number);
        }

        using CancellationTokenSource watching = new();
        Task watched = watch.RunAsync(progress, watching.Token);
        Task[] working = [.. callers.Select(caller => Task.Run(() => caller.RunAsync(over.Token), CancellationToken.None))];
        await InSpellsAsync(run, watch, pause, turns, Task.WhenAll(working), over);
        await over.CancelAsync();
        await Task.WhenAll(working);
        await pause.PluginsAsync(CancellationToken.None);
        await pause.CheckAsync(CancellationToken.None);
        await watching.CancelAsync();
        await watched;
        cancellationToken.ThrowIfCancellationRequested();
        return log.ToReport(request, watch.ToMemory(), pause.Count, watch.MostWaiting);
    }

    /// <summary>Lets the callers work for a spell, pauses them, checks everything, and goes on until the time is over.</summary>
    private async Task InSpellsAsync(StressRun run, StressWatch watch, StressPause pause, SemaphoreSlim turns, Task working, CancellationTokenSource over)
    {
        CancellationToken cancellationToken = over.Token;
        TimeSpan spell = TimeSpan.FromTicks(Math.Min(s_longestSpell.Ticks, (long)(run.Request.Duration.Ticks * WarmShare)));
        bool warm = false;
        while (run.Log.Elapsed < run.Request.Duration && !working.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            TimeSpan left = run.Request.Duration - run.Log.Elapsed;
            await Task.WhenAny(working, Task.Delay(left < spell ? left : spell, _host.TimeProvider, cancellationToken));
            if (!await TryPauseAsync(turns, run.Request.Callers, cancellationToken))
            {
                return;
            }

            try
            {
                await pause.CheckAsync(CancellationToken.None);
                if (!warm && run.Log.Elapsed >= run.Request.Duration * WarmShare)
                {
                    watch.Warmed();
                    warm = true;
                }
            }
            finally
            {
                if (run.Log.Elapsed >= run.Request.Duration)
                {
                    // Before the callers may go on: none begins another operation then.
                    await over.CancelAsync();
                }

                turns.Release(run.Request.Callers);
            }
        }
    }

    /// <summary>Waits until no caller is inside an operation.</summary>
    private static async Task<bool> TryPauseAsync(SemaphoreSlim turns, int places, CancellationToken cancellationToken)
    {
        int taken = 0;
        try
        {
            for (; taken < places; taken++)
            {
                await turns.WaitAsync(cancellationToken);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            if (taken > 0)
            {
                turns.Release(taken);
            }

            return false;
        }
    }

    private async Task EmptyAsync(StressRequest request, CancellationToken cancellationToken)
    {
        if (Directory.Exists(request.Folder))
        {
            Directory.Delete(request.Folder, recursive: true);
        }

        Directory.CreateDirectory(request.Folder);
        List<string> left = [];
        await foreach (IndexedDocument document in _host.Index.ListAsync(cancellationToken: cancellationToken))
        {
            left.Add(document.Id);
        }

        string own = request.Folder.Replace('\\', '/') + "/";
        if (left.FirstOrDefault(id => !id.StartsWith(own, StringComparison.Ordinal)) is { } foreign)
        {
            throw new LocalRagException($"The index holds documents that are not of a stress run, such as {foreign}.", "A stress run changes its index at will: give it a data folder of its own.");
        }

        foreach (string id in left)
        {
            await _host.Index.RemoveAsync(id, cancellationToken);
        }
    }
}
