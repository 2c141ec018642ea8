namespace LocalRag.Measurement;

/// <summary>Runs one workload on all variants in turns, until its part of the budget is used or it has no further rounds.</summary>
internal sealed class WorkloadRun(
    Workload workload,
    IReadOnlyList<VariantDefinition> variants,
    IBenchmarkHosts hosts,
    DataFolders folders,
    SpinCalibration spin,
    TimeProvider timeProvider)
{
    private readonly SampleTable _samples = new(workload);

    /// <summary>Runs.</summary>
    /// <param name="budget">How long the rounds may take; at least one is run.</param>
    /// <param name="maxRounds">The most rounds; null for those of the workload.</param>
    /// <param name="seed">Draws the order of the variants.</param>
    /// <param name="report">Is told the number of each round as it begins.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public async Task<(SampleTable Samples, TimeSpan Elapsed)> RunAsync(
        TimeSpan budget, int? maxRounds, int seed, Action<int> report, CancellationToken cancellationToken)
    {
        List<MeasuredHost> measured = [];
        try
        {
            foreach (VariantDefinition variant in workload.NeedsFreshHost ? [] : variants)
            {
                measured.Add(await StartAsync(variant, cancellationToken));
            }

            foreach (MeasuredHost host in measured)
            {
                await workload.WarmUpAsync(host, cancellationToken);
            }

            RoundOrder order = new(variants.Count, seed);
            long start = timeProvider.GetTimestamp();
            int rounds = Math.Min(workload.MaxRounds, maxRounds ?? int.MaxValue);
            for (int round = 0; round < rounds && HasTime(budget, timeProvider.GetElapsedTime(start), round); round++)
            {
                report(round);
                _samples.Add(await RunRoundAsync(measured, round, order.Next(), cancellationToken));
            }

            return (_samples, timeProvider.GetElapsedTime(start));
        }
        finally
        {
            foreach (MeasuredHost host in measured)
            {
                await host.DisposeAsync();
                DataFolders.Delete(host.DataDirectory);
            }
        }
    }

    /// <summary>A round begins where most of it lies within the budget: long ones would else take the time of the workloads after them.</summary>
    private static bool HasTime(TimeSpan budget, TimeSpan elapsed, int rounds) => rounds == 0 || elapsed + (elapsed / rounds / 2) <= budget;

    private async Task<IReadOnlyList<(string Variant, IReadOnlyDictionary<string, double> Figures)>> RunRoundAsync(
        List<MeasuredHost> measured, int round, IReadOnlyList<int> order, CancellationToken cancellationToken)
    {
        List<(string Variant, IReadOnlyDictionary<string, double> Figures)> results = [];
        spin.Measure();
        foreach (int index in order)
        {
            results.Add((variants[index].Name, workload.NeedsFreshHost
                ? await RunFreshAsync(variants[index], round, cancellationToken)
                : await workload.RunAsync(measured[index], round, cancellationToken)));
        }

        return results;
    }

    private async Task<IReadOnlyDictionary<string, double>> RunFreshAsync(VariantDefinition variant, int round, CancellationToken cancellationToken)
    {
        string folder = folders.CreateEmpty();
        try
        {
            await using MeasuredHost host = new(variant, folder, await hosts.StartAsync(variant, folder, cancellationToken));
            await workload.WarmUpAsync(host, cancellationToken);
            return await workload.RunAsync(host, round, cancellationToken);
        }
        finally
        {
            DataFolders.Delete(folder);
        }
    }

    private async Task<MeasuredHost> StartAsync(VariantDefinition variant, CancellationToken cancellationToken)
    {
        string folder = folders.CreateCopy(variant);
        return new MeasuredHost(variant, folder, workload.RunsProcesses ? null : await hosts.StartAsync(variant, folder, cancellationToken));
    }
}
