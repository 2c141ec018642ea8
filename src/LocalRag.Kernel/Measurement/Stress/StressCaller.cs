namespace LocalRag.Measurement.Stress;

/// <summary>Does one operation after another, in an order that the seed decides, until the run is over.</summary>
internal sealed class StressCaller
{
    private readonly StressRun _run;
    private readonly StressWatch _watch;
    private readonly SemaphoreSlim _turns;
    private readonly Random _random;
    private readonly AskingOperations _asking;
    private readonly DocumentOperations _documents;
    private readonly HostOperations _host;
    private readonly (StressOperation Operation, int Weight)[] _mixture;

    /// <param name="run">What all callers share.</param>
    /// <param name="watch">Knows the budget.</param>
    /// <param name="turns">Is entered for each operation; a pause takes all of its places.</param>
    /// <param name="number">Which caller this is, from 0.</param>
    public StressCaller(StressRun run, StressWatch watch, SemaphoreSlim turns, int number)
    {
        (_run, _watch, _turns) = (run, watch, turns);
        _random = new Random(StressCorpus.HashCode(run.Request.Seed, number, 1));
        _asking = new AskingOperations(run, number, _random);
        _documents = new DocumentOperations(run, number, _random);
        _host = new HostOperations(run, number, _random);
        _mixture =
        [
            (StressOperation.Question, 36),
            (StressOperation.FollowUp, 12),
            (StressOperation.Cancellation, 18),
            (StressOperation.Search, 10),
            (StressOperation.Ingest, 12),
            (StressOperation.Removal, 5),
            (StressOperation.Setting, run.Request.ChangeSetting is null ? 0 : 4),
            (StressOperation.Squeeze, 1),
            (StressOperation.PluginSwap, run.Host.Plugins.List().Any() ? 2 : 0),
        ];
    }

    /// <summary>Puts this caller's documents in, so that there is something to ask about.</summary>
    public async Task PrepareAsync(int number) => await _documents.StoreAsync(
        [.. Enumerable.Range(0, StressCorpus.Documents).Where(document => document % _run.Request.Callers == number && document % 3 != 2)], CancellationToken.None);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && _run.TryBegin())
        {
            try
            {
                await _turns.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await DoAsync(Choose(), cancellationToken);
            }
            finally
            {
                _turns.Release();
            }
        }
    }

    private async Task DoAsync(StressOperation operation, CancellationToken cancellationToken)
    {
        TimeSpan start = _run.Log.Elapsed;
        try
        {
            StressEnding ending = operation switch
            {
                StressOperation.Question => await _asking.AskAsync(followUp: false, CancellationToken.None),
                StressOperation.FollowUp => await _asking.AskAsync(followUp: true, CancellationToken.None),
                StressOperation.Cancellation => await _asking.GiveUpAsync(),
                StressOperation.Search => await _documents.SearchAsync(CancellationToken.None),
                StressOperation.Ingest => await _documents.IngestAsync(CancellationToken.None),
                StressOperation.Removal => await _documents.RemoveAsync(CancellationToken.None),
                StressOperation.Setting => _host.ChangeSetting(),
                StressOperation.Squeeze => await _host.SqueezeAsync(_watch.Budget, cancellationToken),
                _ => await _host.SwapAsync(),
            };
            _run.Log.Check(StressInvariant.DoesNotFail, holds: true, () => string.Empty);
            _run.Log.Ended(operation, ending, _run.Log.Elapsed - start);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _run.Log.Ended(operation, StressEnding.Cancelled, _run.Log.Elapsed - start);
        }
        catch (Exception exception)
        {
            // Whatever a caller of the host may see is a finding, not the end of the run.
            _run.Log.Break(StressInvariant.DoesNotFail, $"{operation} failed: {AskingOperations.Describe(exception)}");
            _run.Log.Ended(operation, StressEnding.Broken, _run.Log.Elapsed - start);
        }
    }

    private StressOperation Choose()
    {
        int at = _random.Next(_mixture.Sum(entry => entry.Weight));
        foreach ((StressOperation operation, int weight) in _mixture)
        {
            if (at < weight)
            {
                return operation;
            }

            at -= weight;
        }

        throw new InvalidOperationException("The mixture has no operation.");
    }
}
