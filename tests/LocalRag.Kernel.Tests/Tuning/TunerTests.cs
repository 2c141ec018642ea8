using LocalRag.Tuning;

namespace LocalRag.Tests.Tuning;

public sealed class TunerTests : IAsyncDisposable
{
    private readonly TunerFixture _fixture = new();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Tune_ChangeThatIsFaster_IsKeptAndInForce()
    {
        TuningReport report = await _fixture.RunAsync(
            Trials(settings => new HostBehaviour { Time = settings.ContainsKey("Llama:Threads") ? 0.7 : 1 }),
            [TunerFixture.Change("Llama:Threads", "2"), TunerFixture.Change("Llama:Drafting", "true")]);

        Assert.Equal("Llama:Threads=2", Assert.Single(report.Kept).Change);
        Assert.Contains("Measured again", report.Kept[0].Explanation, StringComparison.Ordinal);
        TuningProfile profile = _fixture.Store.Find()!;
        Assert.True(profile.Applied);
        Assert.Equal(new Dictionary<string, string> { ["Llama:Threads"] = "2" }, profile.Settings);
    }

    [Fact]
    public async Task Tune_ProfileThatHasGoneBad_IsLeftAsAWhole()
    {
        Dictionary<string, string> bad = new() { ["Llama:Sequences"] = "8", ["Llama:Threads"] = "1" };
        _fixture.Store.Update(profile => profile with { Applied = true, Settings = bad });
        Candidate[] back = [.. bad.Select(setting => new Candidate(setting.Key, null, setting.Value, SettingCost.NewContext, ChangesAnswers: true))];

        // One step alone gains nothing, and both give other answers, of which as many are right.
        TuningReport report = await _fixture.RunAsync(
            Trials(settings => new HostBehaviour { Time = settings.Count == 0 ? 1 : 3, Loss = 0.1 }), [.. back, Candidate.Together(CandidateFactory.EverythingBack, back)]);

        Assert.Equal(["Llama:Sequences=", "Llama:Threads="], report.Kept.Select(kept => kept.Change));
        Assert.Contains(report.Tried, tried => tried is { Change: CandidateFactory.EverythingBack, Outcome: TrialOutcome.Kept });
        TuningProfile profile = _fixture.Store.Find()!;
        Assert.Empty(profile.Settings);
        Assert.Equal(bad, profile.Previous);
    }

    [Fact]
    public async Task Tune_AfterTheWayBack_TriesWhatIsWorthATryThere()
    {
        Dictionary<string, string> bad = new() { ["Llama:Sequences"] = "8", ["Llama:Threads"] = "1" };
        _fixture.Store.Update(profile => profile with { Applied = true, Settings = bad });

        TuningReport report = await _fixture.RunAsync(
            Trials(settings => new HostBehaviour { Time = settings.ContainsKey("Llama:Threads") ? 2 : settings.ContainsKey("Good") ? 0.7 : 1 }),
            settings => settings.Count == bad.Count
                ? [Candidate.Together(CandidateFactory.EverythingBack, [.. settings.Select(setting => new Candidate(setting.Key, null, setting.Value, SettingCost.NewContext, ChangesAnswers: false))]), TunerFixture.Change("Stale")]
                : [TunerFixture.Change("Good"), .. settings.Select(setting => new Candidate(setting.Key, null, setting.Value, SettingCost.NewContext, ChangesAnswers: false))]);

        Assert.Equal(new Dictionary<string, string> { ["Good"] = "1" }, report.Settings);
        Assert.DoesNotContain(report.Tried, tried => tried.Change is "Stale=1" or "Good=");
    }

    [Fact]
    public async Task Tune_Plugins_AreMeasuredOneByOne()
    {
        ScriptedTrials trials = Trials(settings => new HostBehaviour { Time = Math.Pow(0.7, settings.Keys.Count(key => key.StartsWith("Plugins:", StringComparison.Ordinal))) });
        List<int> hosts = [];
        trials.Measuring = trial => hosts.Add(trial.Variants.Count);

        TuningReport report = await _fixture.RunAsync(
            trials, [TunerFixture.Change(TuningKeys.OptimizerOn("cache"), "cache"), TunerFixture.Change(TuningKeys.OptimizerOn("database"), "database"), TunerFixture.Change("Nothing")]);

        Assert.Equal(["cache", "database"], report.Settings.Values.Order());
        Assert.All(hosts, count => Assert.InRange(count, 1, 2));
    }

    [Theory]
    [InlineData(0.6, true)]
    [InlineData(1.0, false)]
    public async Task Tune_SlowerSearch_IsKeptWhereTheFirstTokenComesSooner(double time, bool kept)
    {
        TuningReport report = await _fixture.RunAsync(
            Trials(settings => settings.Count > 0 ? new HostBehaviour { Time = time, Search = 2 } : new HostBehaviour()), [TunerFixture.Change("Llama:Threads", "2")]);

        Assert.Equal(kept, report.Kept.Count > 0);
    }

    [Fact]
    public async Task Tune_HundredHarmfulChanges_KeepsNone()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 100).Select(number => TunerFixture.Change($"Harm:{number}"))];

        TuningReport report = await _fixture.RunAsync(Trials(settings => Harm(settings.Keys.SingleOrDefault())), candidates);

        Assert.Empty(report.Kept);
        Assert.Empty(report.NotTried);
        Assert.Empty(report.Settings);
        Assert.False(_fixture.Store.Find()!.Applied);
        Assert.Equal(25, report.Tried.Count(tried => tried.Outcome == TrialOutcome.Harmful && tried.Reason.Contains("failed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(TuningGoal.Latency)]
    [InlineData(TuningGoal.Throughput)]
    [InlineData(TuningGoal.Memory)]
    public async Task Tune_HarmfulChanges_AreKeptForNoGoal(TuningGoal goal)
    {
        // Without those that trade memory for nothing else: for the goals of speed they do no harm as long as they stay in the budget.
        Candidate[] candidates = [.. Enumerable.Range(0, 40).Where(number => number % 4 != 2).Select(number => TunerFixture.Change($"Harm:{number}"))];

        TuningReport report = await _fixture.RunAsync(Trials(settings => Harm(settings.Keys.SingleOrDefault())), candidates, goal);

        Assert.Empty(report.Kept);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Tune_ChangesWithoutAnyEffect_AreNotKept(int seed)
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 30).Select(number => TunerFixture.Change($"Nothing:{number}"))];

        TuningReport report = await _fixture.RunAsync(new ScriptedTrials(_ => new HostBehaviour(), _fixture.Time, seed), candidates);

        Assert.Empty(report.Kept);
        Assert.StartsWith("Nothing better was found", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_MoreMemoryThanTheBudget_IsRefusedHoweverFastItIs()
    {
        TuningReport report = await _fixture.RunAsync(
            Trials(settings => new HostBehaviour { Time = settings.Count > 0 ? 0.5 : 1, Bytes = settings.Count > 0 ? 5_000_000_000 : 500_000_000 }),
            [TunerFixture.Change("Llama:Repack", "true")],
            TuningGoal.Latency);

        Assert.Empty(report.Kept);
        Assert.Contains("more than the budget of 4000 MB", Assert.Single(report.Tried).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_HostThatFailsBesideOthers_IsFoundAndTheOthersAreMeasured()
    {
        TuningReport report = await _fixture.RunAsync(
            Trials(settings => new HostBehaviour { Fails = settings.ContainsKey("Bad"), Time = settings.ContainsKey("Good") ? 0.7 : 1 }),
            [TunerFixture.Change("Bad"), TunerFixture.Change("Good")]);

        Assert.Equal("Good=1", Assert.Single(report.Kept).Change);
        Assert.Equal("Bad=1", Assert.Single(_fixture.Store.Find()!.Harmful).Change);
    }

    [Fact]
    public async Task Tune_ChangesThatSpoilEachOther_AreNotKeptTogether()
    {
        TuningReport report = await _fixture.RunAsync(
            Trials(settings => new HostBehaviour { Time = settings.Count == 2 ? 1.5 : settings.ContainsKey("First") ? 0.7 : settings.ContainsKey("Second") ? 0.8 : 1 }),
            [TunerFixture.Change("First"), TunerFixture.Change("Second")]);

        Assert.Equal("First=1", Assert.Single(report.Kept).Change);
    }

    [Fact]
    public async Task Tune_HarmfulChange_IsNotTriedAgain()
    {
        Candidate[] candidates = [TunerFixture.Change("Crashing")];
        await _fixture.RunAsync(Trials(settings => new HostBehaviour { Crashes = settings.Count > 0 }), candidates);
        ScriptedTrials again = Trials(_ => new HostBehaviour());

        await _fixture.RunAsync(again, candidates);

        Assert.DoesNotContain("Crashing=1", again.Measured);
    }

    [Fact]
    public async Task Tune_MachineThatGetsHotMeanwhile_KeepsNothing()
    {
        // The first measurement, of the host as it is, is undisturbed.
        ScriptedTrials trials = new(settings => new HostBehaviour { Time = settings.Count > 0 ? 0.5 : 1 }, _fixture.Time)
        {
            Machine = read => new MachineState(true, read < 2 ? 0 : read, 0, "performance"),
        };

        TuningReport report = await _fixture.RunAsync(trials, [TunerFixture.Change("Fast")]);

        Assert.Empty(report.Kept);
        Assert.Contains("because it was hot", Assert.Single(report.Tried).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_Interrupted_LeavesTheLastVerifiedProfile()
    {
        using CancellationTokenSource stop = new();
        _fixture.Stop = stop;
        ScriptedTrials trials = Trials(settings => new HostBehaviour { Time = Math.Pow(0.7, settings.Count) });
        string? verified = null;
        trials.Measuring = trial =>
        {
            // The first six changes are kept before the seventh is looked at.
            if (trial.Variants.Any(variant => variant.Name == "Change:6=1"))
            {
                verified ??= File.ReadAllText(_fixture.Store.FilePath);
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _fixture.RunAsync(trials, [.. Enumerable.Range(0, 9).Select(number => TunerFixture.Change($"Change:{number}"))]));

        TuningProfile profile = _fixture.Store.Find()!;
        Assert.True(profile.Applied);
        Assert.NotEmpty(profile.Settings);
        Assert.DoesNotContain("Change:6", profile.Settings.Keys);
        Assert.Empty(profile.Pending);
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(_fixture.Store.FilePath)!));
        Assert.Contains("Change:6=1", verified, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_ProcessThatEndedOverATrial_IsBlamedOnTheTrial()
    {
        _fixture.Store.Update(profile => profile with { Pending = ["Deadly=1"] });
        ScriptedTrials trials = Trials(_ => new HostBehaviour());

        await _fixture.RunAsync(trials, [TunerFixture.Change("Deadly")]);

        Assert.DoesNotContain("Deadly=1", trials.Measured);
        Assert.Equal(("Deadly=1", null), (_fixture.Store.Find()!.Harmful[0].Change, _fixture.Store.Find()!.Harmful[0].Goal));
    }

    [Fact]
    public async Task Tune_NoTimeLeft_SaysWhatWasNotTried()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 60).Select(number => TunerFixture.Change($"Nothing:{number}"))];

        TuningReport report = await _fixture.RunAsync(Trials(_ => new HostBehaviour()), candidates, hours: 0.05);

        Assert.NotEmpty(report.NotTried);
        Assert.Contains("--budget", report.Summary, StringComparison.Ordinal);
    }

    /// <summary>Returns one of four kinds of harm, each tempting: what crashes or answers worse is fast, and what takes more memory too.</summary>
    private static HostBehaviour Harm(string? key)
    {
        int number = key is null ? -1 : int.Parse(key.AsSpan("Harm:".Length), System.Globalization.CultureInfo.InvariantCulture);
        return (number < 0 ? -1 : number % 4) switch
        {
            0 => new HostBehaviour { Time = 1.08 + (number / 100.0) },
            1 => new HostBehaviour { Time = 0.7, Loss = 0.35 },
            2 => new HostBehaviour { Time = 0.9, Bytes = 650_000_000 + (number * 5_000_000L) },
            3 => new HostBehaviour { Time = 0.5, Crashes = number % 8 == 3, Fails = number % 8 == 7 },
            _ => new HostBehaviour(),
        };
    }

    private ScriptedTrials Trials(Func<IReadOnlyDictionary<string, string>, HostBehaviour> behave) => new(behave, _fixture.Time);
}
