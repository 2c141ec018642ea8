namespace LocalRag.Measurement.Stress;

/// <summary>Looks at memory and queue every second, and holds them against their bounds.</summary>
internal sealed class StressWatch(StressRun run)
{
    /// <summary>A request that was given up stays in the engine until its step ends; this many looks later it must be gone.</summary>
    private const int LooksUntilGone = 15;

    /// <summary>Under a budget of the run's own making, what a warm host may grow by: pools that fill only now and then.</summary>
    private const double Allowance = 4.0 / 3.0;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly long _start = ReadHeld(run);
    private readonly Lock _lock = new();
    private long _warm;
    private long _models;
    private long _peak;
    private bool _isWarm;
    private int _unclaimedLooks;
    private int _filesWarm;
    private int? _mostWaiting;

    /// <summary>Gets the most memory that is allowed; what is there now, twice, as long as none is given and the run is not warm.</summary>
    /// <remarks>A setting that asks for other models has both in memory until the calls on those before have ended, which the first part of a run need not have seen.</remarks>
    public long Budget => run.Request.MemoryBudget ?? ((long)(Math.Max(_warm, _start) * (_isWarm ? Allowance : 2)) + _models);

    public int? MostWaiting => _mostWaiting;

    /// <summary>Gets the open files at the first pause; 0 before it.</summary>
    public int FilesWarm => _filesWarm;

    /// <summary>Ends the first part of the run: what is in memory from here on is held against the budget.</summary>
    public void Warmed()
    {
        lock (_lock)
        {
            _isWarm = true;
            _filesWarm = run.Host.Memory.CountHandles() ?? 0;
        }
    }

    public async Task RunAsync(IProgress<StressProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(s_interval, run.Host.TimeProvider, cancellationToken);
                Look();
                progress?.Report(new StressProgress(run.Log.Elapsed, run.Request.Duration, run.Log.Operations));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    public void Look()
    {
        lock (_lock)
        {
            LookAtMemory();
            LookAtQueue();
        }
    }

    public StressMemory ToMemory() => new(
        _start,
        _warm,
        _peak,
        ReadHeld(run),
        Budget,
        run.Request.MemoryBudget is not null ? "given" : "the most in the first part of the run, a third of it, and the models once more",
        _filesWarm,
        run.Host.Memory.CountHandles() ?? 0);

    private void LookAtMemory()
    {
        long bytes = ReadHeld(run);
        _peak = Math.Max(_peak, bytes);
        if (!_isWarm)
        {
            _warm = Math.Max(_warm, bytes);
            _models = Math.Max(_models, ReadOwned(run, static priority => priority is MemoryPriority.Reloadable or MemoryPriority.InUse));
        }

        if (!_isWarm && run.Request.MemoryBudget is null)
        {
            return;
        }

        run.Log.Check(
            StressInvariant.KeepsBudget, bytes <= Budget, () => $"The process holds {bytes >> 20} MiB of its own; {Budget >> 20} MiB are allowed ({ToMemory().BudgetSource}).");
    }

    private static long ReadHeld(StressRun run)
    {
        // The ballast first: freed between the two reads it would count as the host's. Caches fill slowly, and have bounds of their own, unless the whole process was given one.
        long ballast = run.Ballast;
        long cached = run.Request.MemoryBudget is not null ? 0 : ReadOwned(run, static priority => priority is MemoryPriority.Recomputable or MemoryPriority.Rereadable);
        return Math.Max(0, run.Host.Memory.ReadProcess().Private - ballast - cached);
    }

    /// <summary>Returns what owners hold for themselves, by the ledger.</summary>
    private static long ReadOwned(StressRun run, Func<MemoryPriority, bool> isMeant) => run.Host.Ledger.List()
        .Where(entry => isMeant(entry.Owner.Priority))
        .Sum(entry => entry.Owner.GetUsage() is var usage ? usage.Private + usage.Managed : 0);

    private void LookAtQueue()
    {
        if (run.Request.Engine?.Read() is not { } load)
        {
            return;
        }

        _mostWaiting = Math.Max(_mostWaiting ?? 0, load.Waiting);
        run.Log.Check(
            StressInvariant.QueueIsBounded, load.Waiting <= load.Capacity, () => $"{load.Waiting} requests wait in the engine; {load.Capacity} may.");

        _unclaimedLooks = load.Running + load.Waiting > run.Open ? _unclaimedLooks + 1 : 0;
        run.Log.Check(
            StressInvariant.QueueIsBounded,
            _unclaimedLooks < LooksUntilGone,
            () => $"The engine holds {load.Running + load.Waiting} requests, and only {run.Open} callers wait for one.");
    }
}
