using System.Globalization;
using LocalRag.Measurement;
using Microsoft.Extensions.Options;

namespace LocalRag.Tuning;

/// <summary>Finds settings for this machine, model and documents by measuring, and keeps them as a profile that lies below whatever the user sets.</summary>
public sealed class Tuner
{
    private readonly TuningProfileStore _store;
    private readonly CandidateFactory _candidates;
    private readonly IMemoryArbiter _memory;
    private readonly IOptionsMonitor<TuningOptions> _options;
    private readonly TimeProvider _timeProvider;

    internal Tuner(
        TuningProfileStore store, CandidateFactory candidates, IMemoryArbiter memory, IOptionsMonitor<TuningOptions> options, TimeProvider timeProvider) =>
        (_store, _candidates, _memory, _options, _timeProvider) = (store, candidates, memory, options, timeProvider);

    /// <summary>Tunes: the settings that are found are in force for hosts that start after it. A run that is stopped leaves the profile as it was verified last.</summary>
    /// <param name="request">What is to be tuned.</param>
    /// <param name="hosts">Starts the hosts that are measured.</param>
    /// <param name="versions">The versions of what is measured.</param>
    /// <param name="progress">Is told what is under way.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LocalRagException">Documents or questions cannot be used, or the host as it is fails.</exception>
    public Task<TuningReport> RunAsync(
        TuningRequest request, IBenchmarkHosts hosts, BenchmarkVersions versions, IProgress<TuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        BenchmarkTrials trials = new(hosts, versions, request, _memory.Status.Budget, _timeProvider);
        return RunAsync(request, trials, _candidates.Create, progress, cancellationToken);
    }

    internal async Task<TuningReport> RunAsync(
        TuningRequest request,
        ITrials trials,
        Func<IReadOnlyDictionary<string, string>, IReadOnlyList<Candidate>> candidates,
        IProgress<TuningProgress>? progress,
        CancellationToken cancellationToken)
    {
        TuningRun run = new(trials, request.Budget, _timeProvider, progress);
        TuningJournal journal = new(_store, request.Goal, _timeProvider);
        TuningSearch search = new(run, journal, candidates, _options.CurrentValue, request.Goal, request.Corpus);
        (HostFigures before, IReadOnlyList<Bottleneck> bottlenecks, IReadOnlyList<KeptChange> kept, IReadOnlyList<Candidate> notTried) = await search.RunAsync(cancellationToken);
        return new TuningReport
        {
            Goal = request.Goal,
            ElapsedSeconds = run.Elapsed.TotalSeconds,
            Before = before,
            Bottlenecks = bottlenecks,
            Kept = kept,
            Tried = journal.Tried,
            NotTried = [.. notTried.Select(candidate => candidate.Change)],
            Settings = journal.Profile.Applied ? journal.Profile.Settings : new Dictionary<string, string>(),
            Profile = _store.FilePath,
            Summary = Summarize(kept, journal.Tried.Count, notTried.Count, run.Elapsed),
        };
    }

    /// <summary>Puts the profile of this machine and model in force, for hosts that start after it.</summary>
    /// <exception cref="LocalRagException">There is no profile with settings.</exception>
    public TuningProfile Apply() => Set(applied: true);

    /// <summary>Takes the profile of this machine and model out of force, for hosts that start after it; it is kept.</summary>
    /// <exception cref="LocalRagException">There is no profile with settings.</exception>
    public TuningProfile Revert() => Set(applied: false);

    private TuningProfile Set(bool applied) => _store.Find() is { Settings.Count: > 0 }
        ? _store.Update(profile => profile with { Applied = applied })
        : throw new LocalRagException("Nothing was tuned for this machine and model.", "Run 'localrag tune' first.");

    private static string Summarize(IReadOnlyList<KeptChange> kept, int tried, int notTried, TimeSpan elapsed)
    {
        string rest = notTried == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" There was no time for {notTried} more: give a larger --budget.");
        string found = kept.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Nothing better was found: {tried} changes were tried in {elapsed.TotalMinutes:0.0} minutes.")
            : string.Create(CultureInfo.InvariantCulture, $"{kept.Count} of {tried} changes that were tried in {elapsed.TotalMinutes:0.0} minutes are better, and in force: {string.Join(", ", kept.Select(change => change.Change))}.");
        return found + rest;
    }
}
