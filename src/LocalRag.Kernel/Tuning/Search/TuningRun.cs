using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Measures for a search within its time: a trial of which the machine changed its speed meanwhile is made again.</summary>
internal sealed class TuningRun(ITrials trials, TimeSpan budget, TimeProvider timeProvider, IProgress<TuningProgress>? progress)
{
    /// <summary>The least that a trial is worth beginning with.</summary>
    private const double LeastShare = 0.04;

    private const int Attempts = 2;
    private const int SeedStep = 7919;

    private readonly long _start = timeProvider.GetTimestamp();
    private TimeSpan _setUpOfHost = TimeSpan.FromSeconds(2);
    private int _seed = BenchmarkSeeds.Default.Order;

    public ITrials Trials => trials;

    public TimeSpan Elapsed => timeProvider.GetElapsedTime(_start);

    /// <summary>Returns whether there is time for another trial, with a share of the whole left over.</summary>
    public bool HasTime(double reserve) => budget - Elapsed > budget * (LeastShare + reserve);

    public void Report(string stage) => progress?.Report(new TuningProgress((int)(1000 * Math.Min(1, Elapsed / budget)), stage));

    /// <summary>Measures hosts side by side, each trial with questions in another order.</summary>
    /// <param name="variants">The hosts; the first is the one that the others are held against.</param>
    /// <param name="workloads">What they do.</param>
    /// <param name="rounds">How often, at most.</param>
    /// <param name="share">The share of the time left that it may take.</param>
    /// <param name="hasControl">Whether verdicts are wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The result; or why there is none.</returns>
    public async Task<(BenchmarkResult? Result, string? Disturbed)> MeasureAsync(
        IReadOnlyList<VariantDefinition> variants, IReadOnlyList<string> workloads, int rounds, double share, bool hasControl, CancellationToken cancellationToken)
    {
        string? disturbed = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            MachineState before = trials.ReadMachine();
            long begun = timeProvider.GetTimestamp();
            int hosts = variants.Count + (hasControl ? 1 : 0);
            TimeSpan time = ((budget - Elapsed) * share) - (hosts * _setUpOfHost);
            Trial trial = new(variants, workloads, rounds, time > TimeSpan.Zero ? time : TimeSpan.Zero, _seed += SeedStep, hasControl);
            BenchmarkResult result = await trials.MeasureAsync(trial, cancellationToken);
            TimeSpan measuring = TimeSpan.FromSeconds(result.Workloads.Sum(workload => workload.ElapsedSeconds));
            _setUpOfHost = (timeProvider.GetElapsedTime(begun) - measuring) / hosts;
            disturbed = trials.ReadMachine().FindChange(before);
            if (disturbed is null)
            {
                return (result, null);
            }
        }

        return (null, disturbed);
    }

    /// <summary>Returns the host that settings make.</summary>
    public static VariantDefinition Host(string name, IReadOnlyDictionary<string, string> settings) =>
        new(name, [.. settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"{setting.Key}={setting.Value}")]);
}
