using System.Globalization;
using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Looks for better settings: screens changes kind by kind, measures the best of them thoroughly, measures what was better once more together, and only then keeps it.</summary>
internal sealed class TuningSearch(
    TuningRun run,
    TuningJournal journal,
    Func<IReadOnlyDictionary<string, string>, IReadOnlyList<Candidate>> candidates,
    TuningOptions options,
    TuningGoal goal,
    string corpus)
{
    private const string Now = "now";
    private const string Changed = "changed";
    private const int BaselineRounds = 4;
    private const int ThoroughRounds = 18;
    private const int RoundsForMuch = 12;
    private const int ThoroughSearches = 200;
    private const int MostProcesses = 4;
    private const int AnswersAtOnce = 6;
    private const int SearchesAtOnce = 12;
    private const double Reserve = 0.1;

    /// <summary>A measurement that ends before it can decide has wasted its time.</summary>
    private const double ShareOfThorough = 0.7;

    private readonly Screening _screening = new(run, journal, goal);
    private readonly List<KeptChange> _kept = [];
    private IReadOnlyDictionary<string, string> _settings = new Dictionary<string, string>();
    private IReadOnlyList<Bottleneck> _bottlenecks = [];
    private long _steadyBytes;

    public async Task<(HostFigures Before, IReadOnlyList<Bottleneck> Bottlenecks, IReadOnlyList<KeptChange> Kept, IReadOnlyList<Candidate> NotTried)> RunAsync(CancellationToken cancellationToken)
    {
        journal.BlamePending();
        TuningProfile before = journal.Profile;
        IReadOnlyDictionary<string, string> start = before.Applied ? before.Settings : new Dictionary<string, string>();
        _settings = start;
        run.Report("preparing");
        await run.Trials.PrepareAsync(TuningRun.Host(Now, _settings), cancellationToken);
        HostFigures figures = await MeasureBaselineAsync(cancellationToken);
        _bottlenecks = BottleneckFinder.Find(figures, options);
        List<Candidate> left = FindCandidates();
        HashSet<string> taken = [];
        while (left.Count > 0 && run.HasTime(Reserve))
        {
            List<Candidate> batch = TakeBatch(left);
            (IReadOnlyList<Candidate> finalists, IReadOnlyList<Candidate> others) = await _screening.RunAsync(batch, _settings, _steadyBytes, cancellationToken);
            left.AddRange(others);
            taken.UnionWith(batch.Select(candidate => candidate.Change));
            if (finalists.Count > 0 && run.HasTime(Reserve) && await DecideAsync(finalists, wasAlone: GoesAlone(batch[0]), start, cancellationToken))
            {
                // From here on other changes are worth a try, but for those that take back what was just kept.
                HashSet<string> open = [.. left.Select(candidate => candidate.Change)];
                left = [.. FindCandidates().Where(candidate => open.Contains(candidate.Change) || !(candidate.IsUndoing || taken.Contains(candidate.Change)))];
            }
        }

        if (_kept.Count > 0)
        {
            await VerifyAllAsync(start, before, cancellationToken);
        }

        return (figures, _bottlenecks, _kept, left);
    }

    private List<Candidate> FindCandidates() =>
    [
        .. CandidateOrder.Sort(candidates(_settings), goal, _bottlenecks).Where(candidate => !journal.Profile.IsHarmful(candidate.Change, goal) && !IsMade(candidate)),
    ];

    /// <summary>Takes the next changes of one kind, so that only what they concern is measured; a plugin, or several changes that are one, goes alone.</summary>
    private List<Candidate> TakeBatch(List<Candidate> left)
    {
        Candidate first = left[0];
        if (GoesAlone(first))
        {
            left.RemoveAt(0);
            return [first];
        }

        // All hosts of a measurement are in memory together, with the one as it is and its control.
        int fitting = (int)Math.Clamp((run.Trials.MemoryBudget / Math.Max(1, _steadyBytes)) - 2, 1, AnswersAtOnce);
        List<Candidate> batch =
        [
            .. left.Where(candidate => candidate.ConcernsSearchOnly == first.ConcernsSearchOnly && !candidate.TogglesPlugin)
                .Take(first.ConcernsSearchOnly ? SearchesAtOnce : fitting),
        ];
        left.RemoveAll(batch.Contains);
        return batch;
    }

    private static bool GoesAlone(Candidate candidate) => candidate.Parts.Count > 0 || candidate.TogglesPlugin;

    private async Task<HostFigures> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        run.Report("measuring the host as it is");
        VariantDefinition now = TuningRun.Host(Now, _settings);
        ProcessReport process = await run.Trials.ProbeAsync(now, cancellationToken);
        _steadyBytes = process.SteadyBytes;
        (BenchmarkResult? result, string? disturbed) = await run.MeasureAsync([now], ["ask-cold", "search"], BaselineRounds, ShareOfThorough, hasControl: false, cancellationToken);
        if (result is null)
        {
            throw new LocalRagException($"The machine changes its speed while it is measured: {disturbed}", "Let it cool down, connect it to mains power, and tune again.");
        }

        double? Median(string workload, string figure) => result.Figures
            .FirstOrDefault(candidate => candidate.Workload == workload && candidate.Name == figure && candidate.Summary.Count > 0)?.Summary.Median;
        return new HostFigures(
            (double)process.SteadyBytes / run.Trials.MemoryBudget,
            Median("ask-cold", "decode_tokens_per_second"),
            Median("search", "search_ms"),
            Median("ask-cold", "cache_hit_rate"),
            Median("ask-cold", "first_token_ms"));
    }

    /// <summary>Measures finalists thoroughly, and keeps those that hold also together and with other questions.</summary>
    /// <param name="finalists">What is measured.</param>
    /// <param name="wasAlone">Whether it was not chosen from others.</param>
    /// <param name="start">The settings at the beginning of the run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether any was kept.</returns>
    private async Task<bool> DecideAsync(
        IReadOnlyList<Candidate> finalists, bool wasAlone, IReadOnlyDictionary<string, string> start, CancellationToken cancellationToken)
    {
        Dictionary<Candidate, GateVerdict> better = await GateAsync(finalists, cancellationToken);
        if (wasAlone && better.TryGetValue(finalists[0], out GateVerdict? verdict))
        {
            // Chance had nothing to choose from, and a second look would tell nothing new.
            Keep(better, verdict, finalists[0].ApplyTo(_settings), start);
            return true;
        }

        while (better.Count > 0 && run.HasTime(0))
        {
            IReadOnlyDictionary<string, string> changed = better.Keys.Aggregate(_settings, (settings, candidate) => candidate.ApplyTo(settings));
            GateVerdict together = await GateAsync([.. better.Keys], changed, cancellationToken);
            if (together.IsBetter)
            {
                Keep(better, together, changed, start);
                return true;
            }

            // They get in each other's way, or chance made one look better than it is: the one with the least gain goes.
            Candidate weakest = better.MinBy(pair => TuningFigures.Gain(pair.Value.Gain!)).Key;
            journal.NotBetter(weakest, $"Measured again, it is not better: {together.Reason}");
            better.Remove(weakest);
        }

        return false;
    }

    private async Task<Dictionary<Candidate, GateVerdict>> GateAsync(IReadOnlyList<Candidate> finalists, CancellationToken cancellationToken)
    {
        run.Report($"measuring {string.Join(", ", finalists.Select(candidate => candidate.Change))}");
        Dictionary<Candidate, GateVerdict> better = [];
        ILookup<string, FigureComparison> comparisons = await CompareAsync(
            finalists, [.. finalists.Select(candidate => TuningRun.Host(candidate.Change, candidate.ApplyTo(_settings)))], cancellationToken);
        foreach (Candidate candidate in finalists)
        {
            GateVerdict verdict = TuningGate.Judge([.. comparisons[candidate.Change]], goal, candidate.IsUndoing);
            if (verdict.IsBetter)
            {
                better[candidate] = verdict;
            }
            else if (verdict.DoesHarm)
            {
                journal.Harm(candidate, verdict.HarmsEveryGoal, verdict.Reason);
            }
            else
            {
                journal.NotBetter(candidate, verdict.Reason);
            }
        }

        return better;
    }

    private async Task<GateVerdict> GateAsync(IReadOnlyList<Candidate> changes, IReadOnlyDictionary<string, string> changed, CancellationToken cancellationToken)
    {
        run.Report($"measuring once more {string.Join(", ", changes.Select(candidate => candidate.Change))}");
        ILookup<string, FigureComparison> comparisons = await CompareAsync(changes, [TuningRun.Host(Changed, changed)], cancellationToken);
        return TuningGate.Judge([.. comparisons[Changed]], goal, changes.All(change => change.IsUndoing));
    }

    private Task<ILookup<string, FigureComparison>> CompareAsync(
        IReadOnlyList<Candidate> changes, IReadOnlyList<VariantDefinition> hosts, CancellationToken cancellationToken) => CompareAsync(changes, _settings, hosts, cancellationToken);

    private async Task<ILookup<string, FigureComparison>> CompareAsync(
        IReadOnlyList<Candidate> changes, IReadOnlyDictionary<string, string> before, IReadOnlyList<VariantDefinition> hosts, CancellationToken cancellationToken)
    {
        bool memory = goal == TuningGoal.Memory || (goal == TuningGoal.Balanced && _screening.MovesMemory(changes));
        List<FigureComparison> comparisons = [];
        using IDisposable trial = journal.Begin(changes);
        IReadOnlyList<string> workloads = Screening.Workloads(changes);
        int rounds = changes.All(candidate => candidate.ConcernsSearchOnly) ? ThoroughSearches : changes.All(_screening.PromisesMuch) ? RoundsForMuch : ThoroughRounds;
        foreach ((IReadOnlyList<string> Workloads, int Rounds) part in memory ? [(workloads, rounds), (["start"], MostProcesses)] : new[] { (workloads, rounds) })
        {
            try
            {
                (BenchmarkResult? result, _) = await run.MeasureAsync(
                    [TuningRun.Host(Now, before), .. hosts], part.Workloads, part.Rounds, ShareOfThorough, hasControl: true, cancellationToken);
                comparisons.AddRange(result is null ? [] : TuningFigures.Compare(result));
            }
            catch (LocalRagException exception)
            {
                // It worked when it was screened; what fails now and then is no better.
                journal.Failed(changes, exception.Problem);
                return Array.Empty<FigureComparison>().ToLookup(comparison => comparison.Variant);
            }
        }

        return comparisons.ToLookup(comparison => comparison.Variant);
    }

    private void Keep(
        Dictionary<Candidate, GateVerdict> better, GateVerdict together, IReadOnlyDictionary<string, string> changed, IReadOnlyDictionary<string, string> start)
    {
        foreach ((Candidate candidate, GateVerdict verdict) in better)
        {
            FigureComparison gain = verdict.Gain!;
            string again = ReferenceEquals(verdict, together)
                ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $" Measured again{(better.Count > 1 ? $" with {better.Count - 1} more" : string.Empty)}: {together.Reason}");
            journal.Better(candidate, verdict.Reason + again);
            foreach (Candidate single in candidate.Singles)
            {
                _kept.RemoveAll(kept => kept.Change.StartsWith(single.Key + "=", StringComparison.OrdinalIgnoreCase));
                _kept.Add(new KeptChange(
                    single.Change, single.From, gain.Workload, gain.Figure, gain.Ratio ?? gain.Difference, $"{candidate.Change}: {verdict.Reason}{again}"));
            }
        }

        _settings = changed;
        journal.Keep(changed, _kept, start, _bottlenecks, corpus);
    }

    /// <summary>Holds everything that was kept against where the run began: steps that each were better must be so as a whole.</summary>
    private async Task VerifyAllAsync(IReadOnlyDictionary<string, string> start, TuningProfile before, CancellationToken cancellationToken)
    {
        run.Report("measuring everything against the beginning");
        Candidate[] all = [.. _kept.Select(kept => new Candidate(kept.Change[..kept.Change.IndexOf('=', StringComparison.Ordinal)], null, null, SettingCost.Reload, ChangesAnswers: true))];

        // What went back to the defaults needed no proof that its answers are as good, and needs none beside other steps.
        bool isUndoing = start.Keys.Any(key => !_settings.ContainsKey(key));
        ILookup<string, FigureComparison> comparisons = await CompareAsync(all, start, [TuningRun.Host(Changed, _settings)], cancellationToken);
        GateVerdict verdict = TuningGate.Judge([.. comparisons[Changed]], goal, isUndoing);

        // Where the time did not suffice to see the gain again, each step has passed the gate, and all but those that went alone twice; harm is harm.
        if (verdict.DoesHarm)
        {
            journal.TakeBack(before, $"All changes together do harm: {verdict.Reason}");
            _kept.Clear();
            _settings = start;
        }
    }

    /// <summary>Returns whether a change would change nothing any more.</summary>
    private bool IsMade(Candidate candidate)
    {
        IReadOnlyDictionary<string, string> changed = candidate.ApplyTo(_settings);
        return changed.Count == _settings.Count && changed.All(setting => _settings.TryGetValue(setting.Key, out string? now) && now == setting.Value);
    }
}
