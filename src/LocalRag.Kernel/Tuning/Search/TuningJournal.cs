namespace LocalRag.Tuning;

/// <summary>Keeps the profile true while changes are tried: what is under trial, what does harm, and what is in force.</summary>
internal sealed class TuningJournal(TuningProfileStore store, TuningGoal goal, TimeProvider timeProvider)
{
    private readonly Dictionary<string, TriedChange> _tried = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<TriedChange> Tried => [.. _tried.Values];

    public TuningProfile Profile { get; private set; } = store.FindOrCreate();

    /// <summary>Blames what was under trial when an earlier run ended without a word: something in it has taken the process down.</summary>
    /// <remarks>Where several were, each is to blame for all anyone knows; a user who knows better deletes the line from the profile.</remarks>
    public void BlamePending()
    {
        foreach (string change in Profile.Pending)
        {
            AddHarm(change, null, "The tuner's process ended while it was measured.");
        }

        Update(profile => profile with { Pending = [] });
    }

    /// <summary>Notes what is about to be tried; it is noted no more when the result is disposed of, however the trial ends.</summary>
    public IDisposable Begin(IEnumerable<Candidate> candidates)
    {
        string[] changes = [.. candidates.Where(candidate => candidate.IsRisky).Select(candidate => candidate.Change)];
        if (changes.Length == 0)
        {
            return new Trial(null);
        }

        Update(profile => profile with { Pending = changes });
        return new Trial(this);
    }

    public void Harm(Candidate candidate, bool everyGoal, string reason)
    {
        AddHarm(candidate.Change, everyGoal ? null : goal, reason);
        _tried[candidate.Change] = new TriedChange(candidate.Change, TrialOutcome.Harmful, reason);
    }

    public void NotBetter(Candidate candidate, string reason) =>
        _tried[candidate.Change] = new TriedChange(candidate.Change, TrialOutcome.NotBetter, reason);

    public void Better(Candidate candidate, string reason) =>
        _tried[candidate.Change] = new TriedChange(candidate.Change, TrialOutcome.Kept, reason);

    /// <summary>Notes that hosts with changes have failed in a measurement; where it was one change, that one is to blame.</summary>
    public void Failed(IReadOnlyList<Candidate> candidates, string problem)
    {
        foreach (Candidate candidate in candidates)
        {
            if (candidates.Count == 1)
            {
                Harm(candidate, everyGoal: true, $"A host with it failed: {problem}");
            }
            else
            {
                NotBetter(candidate, $"A host with it, or one beside it, failed: {problem}");
            }
        }
    }

    /// <summary>Puts changes that were verified in force.</summary>
    public void Keep(
        IReadOnlyDictionary<string, string> settings, IReadOnlyList<KeptChange> changes, IReadOnlyDictionary<string, string> previous, IReadOnlyList<Bottleneck> bottlenecks, string corpus)
    {
        foreach (KeptChange change in changes)
        {
            _tried[change.Change] = new TriedChange(change.Change, TrialOutcome.Kept, change.Explanation);
        }

        HashSet<string> keys = [.. changes.Select(change => KeyOf(change.Change))];
        Update(profile => profile with
        {
            Applied = true,
            Goal = goal,
            Corpus = corpus,
            VerifiedAt = timeProvider.GetUtcNow(),
            Settings = settings,
            Previous = previous,
            Bottlenecks = bottlenecks,
            Changes = [.. profile.Changes.Where(known => !keys.Contains(KeyOf(known.Change))), .. changes],
        });
    }

    /// <summary>Puts everything back as it was before this run, but for what was learned of harm.</summary>
    public void TakeBack(TuningProfile before, string reason)
    {
        foreach (string change in _tried.Values.Where(tried => tried.Outcome == TrialOutcome.Kept).Select(tried => tried.Change).ToArray())
        {
            _tried[change] = new TriedChange(change, TrialOutcome.NotBetter, reason);
        }

        Update(profile => before with { Harmful = profile.Harmful, Pending = [] });
    }

    private static string KeyOf(string change) => change[..change.IndexOf('=', StringComparison.Ordinal)];

    private void AddHarm(string change, TuningGoal? harmedGoal, string reason) =>
        Update(profile => profile.With(new HarmfulChange(change, harmedGoal, reason, timeProvider.GetUtcNow())));

    private void Update(Func<TuningProfile, TuningProfile> change) => Profile = store.Update(change);

    private sealed class Trial(TuningJournal? journal) : IDisposable
    {
        public void Dispose() => journal?.Update(profile => profile with { Pending = [] });
    }
}
