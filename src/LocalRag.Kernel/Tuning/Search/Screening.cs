using System.Globalization;
using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Finds the few of many changes that are worth a thorough measurement, by successive halving: all get few rounds, the better half gets twice as many, until few are left.</summary>
internal sealed class Screening(TuningRun run, TuningJournal journal, TuningGoal goal)
{
    /// <summary>How many are measured thoroughly at the same time.</summary>
    public const int Finalists = 3;

    private const string Now = "now";
    private const int FirstRounds = 3;
    private const int FirstSearches = 60;
    private const double SmallestGain = 0.005;
    private const double ShareOfRung = 0.25;

    /// <summary>A quarter: what so few rounds show so clearly takes fewer of them to prove.</summary>
    private const double Much = 0.22;

    private readonly Dictionary<Candidate, double> _saved = [];
    private readonly Dictionary<Candidate, double> _gains = [];

    /// <summary>Returns the best, best first: at most <see cref="Finalists"/>, one for each setting; and the others that promised something.</summary>
    /// <param name="candidates">Changes of one kind.</param>
    /// <param name="settings">What they are made to.</param>
    /// <param name="steadyBytes">What a process of the host as it is holds.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(IReadOnlyList<Candidate> Best, IReadOnlyList<Candidate> Others)> RunAsync(
        IReadOnlyList<Candidate> candidates, IReadOnlyDictionary<string, string> settings, long steadyBytes, CancellationToken cancellationToken)
    {
        List<Candidate> left = [];
        foreach (Candidate candidate in candidates)
        {
            if (await ProbeAsync(candidate, settings, steadyBytes, cancellationToken) is { } saved)
            {
                _saved[candidate] = saved;
                left.Add(candidate);
            }
        }

        if (goal == TuningGoal.Memory)
        {
            Dictionary<Candidate, double> saved = left.ToDictionary(candidate => candidate, candidate => _saved[candidate]);
            IReadOnlyList<Candidate> smallest = Best(saved, Finalists);
            return (smallest, Others(saved, smallest));
        }

        if (left is [{ TogglesPlugin: true, Parts.Count: 0 }])
        {
            // A first look does not tell what a plugin is worth, which may show in repetition alone.
            return (left, []);
        }

        List<Candidate> others = [];
        for (int rung = 0; left.Count > 0; rung++)
        {
            Dictionary<Candidate, double> gains = await MeasureAsync(left, settings, rung, cancellationToken);
            foreach (Candidate candidate in left.Where(gains.ContainsKey).Where(_ => goal == TuningGoal.Balanced))
            {
                gains[candidate] = Math.Max(gains[candidate], _saved[candidate]);
            }

            int most = Math.Max(Finalists, left.Count / 2);
            left = [.. Best(gains, most)];
            others.AddRange(Others(gains, left));
            if (left.Count <= Finalists)
            {
                break;
            }
        }

        return (left, others);
    }

    /// <summary>Tries a change in a process of its own, where it may end the process or fill the memory.</summary>
    /// <returns>The memory that it saves, as a logarithm; null where it does harm.</returns>
    private async Task<double?> ProbeAsync(
        Candidate candidate, IReadOnlyDictionary<string, string> settings, long steadyBytes, CancellationToken cancellationToken)
    {
        if (!candidate.IsRisky)
        {
            return 0;
        }

        run.Report($"trying {candidate.Change}");
        ProcessReport report;
        try
        {
            report = await run.Trials.ProbeAsync(TuningRun.Host(candidate.Change, candidate.ApplyTo(settings)), cancellationToken);
        }
        catch (LocalRagException exception)
        {
            journal.Harm(candidate, everyGoal: true, $"A process with it failed: {exception.Problem}");
            return null;
        }

        if (report.PeakBytes > run.Trials.MemoryBudget)
        {
            journal.Harm(
                candidate,
                everyGoal: true,
                string.Create(CultureInfo.InvariantCulture, $"A process with it takes {report.PeakBytes / 1e6:0} MB, more than the budget of {run.Trials.MemoryBudget / 1e6:0} MB."));
            return null;
        }

        return Math.Log((double)steadyBytes / report.SteadyBytes);
    }

    private async Task<Dictionary<Candidate, double>> MeasureAsync(
        List<Candidate> candidates, IReadOnlyDictionary<string, string> settings, int rung, CancellationToken cancellationToken)
    {
        run.Report($"screening {string.Join(", ", candidates.Select(candidate => candidate.Change))}");
        bool searches = candidates.All(candidate => candidate.ConcernsSearchOnly);
        BenchmarkResult? result;
        try
        {
            using IDisposable trial = journal.Begin(candidates);
            (result, string? disturbed) = await run.MeasureAsync(
                [TuningRun.Host(Now, settings), .. candidates.Select(candidate => TuningRun.Host(candidate.Change, candidate.ApplyTo(settings)))],
                Workloads(candidates),
                (searches ? FirstSearches : FirstRounds) << rung,
                ShareOfRung,
                hasControl: false,
                cancellationToken);
            foreach (Candidate candidate in candidates.Where(_ => disturbed is not null))
            {
                journal.NotBetter(candidate, $"It could not be measured: {disturbed}");
            }
        }
        catch (LocalRagException exception) when (candidates.Count == 1)
        {
            journal.Harm(candidates[0], everyGoal: true, $"A host with it failed: {exception.Problem}");
            return [];
        }
        catch (LocalRagException)
        {
            return await MeasureOneByOneAsync(candidates, settings, rung, cancellationToken);
        }

        return result is null ? [] : Gains(candidates, result);
    }

    // Which one has failed is not known: alone it is.
    private async Task<Dictionary<Candidate, double>> MeasureOneByOneAsync(
        List<Candidate> candidates, IReadOnlyDictionary<string, string> settings, int rung, CancellationToken cancellationToken)
    {
        Dictionary<Candidate, double> gains = [];
        foreach (Candidate candidate in candidates)
        {
            foreach ((Candidate key, double gain) in await MeasureAsync([candidate], settings, rung, cancellationToken))
            {
                gains[key] = gain;
            }
        }

        return gains;
    }

    private Dictionary<Candidate, double> Gains(List<Candidate> candidates, BenchmarkResult result)
    {
        ILookup<string, FigureComparison> comparisons = TuningFigures.Compare(result).ToLookup(comparison => comparison.Variant);
        Dictionary<Candidate, double> gains = [];
        foreach (Candidate candidate in candidates)
        {
            double[] ofGoal =
            [
                .. comparisons[candidate.Change].Where(comparison => TuningFigures.IsOfGoal(goal, comparison.Workload, comparison.Figure)).Select(TuningFigures.Gain),
            ];

            // What is gained in one figure and lost in another is no gain.
            gains[candidate] = ofGoal.Length == 0 ? 0 : ofGoal.Max() + Math.Min(0, ofGoal.Min());
            _gains[candidate] = gains[candidate];
            journal.NotBetter(candidate, string.Create(CultureInfo.InvariantCulture, $"A first look showed a change of {Math.Exp(gains[candidate]) - 1:+0%;-0%;0%}."));
        }

        return gains;
    }

    /// <summary>Returns whether a process with any of the changes held so much more or less memory that it must be measured; less is not where the change promises much anyway.</summary>
    public bool MovesMemory(IEnumerable<Candidate> candidates) => candidates.Any(candidate =>
        _saved.GetValueOrDefault(candidate) is var saved && Math.Abs(saved) > VerdictRule.SmallestMemoryRatio && (saved < 0 || !PromisesMuch(candidate)));

    /// <summary>Returns whether a change was so much better at first sight that it is soon proven.</summary>
    public bool PromisesMuch(Candidate candidate) => _gains.GetValueOrDefault(candidate) > Much;

    /// <summary>Returns what the hosts do for a kind of change.</summary>
    public static IReadOnlyList<string> Workloads(IReadOnlyList<Candidate> candidates) =>
        candidates.All(candidate => candidate.ConcernsSearchOnly) ? ["search"]
        : candidates.Any(candidate => candidate.TogglesPlugin) ? ["ask-cold", "ask-repeat", "search"]
        : ["ask-cold", "search"];

    private static IEnumerable<Candidate> Promising(Dictionary<Candidate, double> gains) => gains.Where(pair => pair.Value > SmallestGain).Select(pair => pair.Key);

    private static Candidate[] Others(Dictionary<Candidate, double> gains, IReadOnlyList<Candidate> best) => [.. Promising(gains).Except(best)];

    private static IReadOnlyList<Candidate> Best(Dictionary<Candidate, double> gains, int most) =>
    [
        .. Promising(gains)
            .GroupBy(candidate => candidate.Key, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.MaxBy(candidate => gains[candidate])!)
            .OrderByDescending(candidate => gains[candidate])
            .Take(most),
    ];
}
