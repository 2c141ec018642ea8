using LocalRag.Answers;
using LocalRag.Tests.Hosting;
using LocalRag.Tests.Ingestion;
using LocalRag.Tuning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Tests.Tuning;

/// <summary>What a plugin may do with settings while the host answers, and that it goes with the plugin.</summary>
public sealed class PluginTuningTests : IAsyncDisposable
{
    private const string Key = "Answers:PrefetchHead";

    private readonly TemporaryFolder _folder = new();
    private readonly TestHost _host = new();
    private readonly PluginTuning _tuning;

    public PluginTuningTests()
    {
        _host.With("DataDirectory", _folder.At("data")).With("Retrieval:Limit", "7");
        _tuning = new PluginTuning(_host.Provider.GetRequiredService<OnlineTuning>());
    }

    private bool IsOn => _host.Provider.GetRequiredService<IOptionsMonitor<AnswersOptions>>().CurrentValue.PrefetchHead;

    public async ValueTask DisposeAsync()
    {
        _tuning.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void SafeSettings_AreLiveAndChangeNoAnswer() =>
        Assert.Equal([Key, "Ingestion:EmbeddingBatch", "Ingestion:Readers"], _tuning.ListSafe().Select(setting => setting.Key));

    [Theory]
    [InlineData("Retrieval:DenseWeight", "0.55")]
    [InlineData("Retrieval:Limit", "10")]
    [InlineData(Key, "perhaps")]
    [InlineData("Plugins:Directory", "/somewhere")]
    public void Trial_OfWhatMayNotBeTried_IsRefused(string key, string value) => Assert.Null(_tuning.Begin(key, value));

    [Fact]
    public void Trial_SwitchedOnAndOff_SetsTheHostAndNothingElse()
    {
        using ISettingTrial trial = _tuning.Begin(Key, "true")!;
        bool before = IsOn;
        trial.IsOn = true;
        bool during = IsOn;
        trial.IsOn = false;

        Assert.Equal((false, true, false), (before, during, IsOn));
    }

    [Fact]
    public void Trials_OfTwoPlugins_AreNotMadeAtTheSameTime()
    {
        using PluginTuning other = new(_host.Provider.GetRequiredService<OnlineTuning>());
        using ISettingTrial? first = _tuning.Begin(Key, "true");

        (ISettingTrial? Trial, int Settings) meanwhile = (other.Begin(Key, "true"), other.ListSafe().Count);
        _tuning.Dispose();
        using ISettingTrial? after = other.Begin(Key, "true");

        Assert.NotNull(first);
        Assert.Equal((null, 0), meanwhile);
        Assert.NotNull(after);
    }

    [Fact]
    public void Profile_ThatCannotBeRead_LeavesNothingToTryAndFailsNoAnswer()
    {
        string file = _host.Provider.GetRequiredService<TuningProfileStore>().FilePath;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "no JSON");

        Assert.Empty(_tuning.ListSafe());
    }

    [Fact]
    public void Plugin_ThatGoes_TakesWhatItKeptWithIt()
    {
        _tuning.Begin(Key, "true")!.Keep("It is faster.");
        bool kept = IsOn;

        _tuning.Dispose();

        Assert.Equal((true, false), (kept, IsOn));
        Assert.Equal($"{Key}=true", Assert.Single(Profile().KeptOnline).Change);
    }

    [Fact]
    public void Value_ThatWasRejected_IsTakenBackAndNotOfferedAgain()
    {
        ISettingTrial trial = _tuning.Begin(Key, "true")!;
        trial.Keep("It is faster.");

        trial.Reject("It is slower now.");

        Assert.False(IsOn);
        Assert.DoesNotContain(_tuning.ListSafe(), setting => setting.Key == Key);
        Assert.Equal("It is slower now.", Assert.Single(Profile().Harmful).Reason);
        Assert.Empty(Profile().KeptOnline);
    }

    [Fact]
    public void Value_ThatCannotBeNoted_IsTakenBackAllTheSame()
    {
        ISettingTrial trial = _tuning.Begin(Key, "true")!;
        trial.IsOn = true;
        File.WriteAllText(_folder.At("data"), "a file where the folder should be");

        trial.Reject("It is slower.");

        Assert.False(IsOn);
    }

    [Fact]
    public void Figures_AreThoseSinceTheLastReading()
    {
        _tuning.ReadFigures();
        LocalRagTelemetry.CountCacheLookup("tuning-test", hit: true);
        HostFigures told = _tuning.ReadFigures();

        Assert.NotNull(told.CacheHitRate);
        Assert.Null(told.TokenThroughput);
    }

    [Theory]
    [InlineData(1.3, TrialVerdict.Better)]
    [InlineData(0.7, TrialVerdict.Worse)]
    [InlineData(1.02, TrialVerdict.Undecided)]
    public void Judge_PairsOfBlocks_TellsWhatIsBeyondChance(double factor, TrialVerdict expected)
    {
        double[] without = [.. Enumerable.Range(0, 10).Select(number => 20.0 + number)];
        using ISettingTrial trial = _tuning.Begin(Key, "true")!;

        Assert.Equal(expected, trial.Judge(without, [.. without.Select(value => value * factor)], higherIsBetter: true));
    }

    [Fact]
    public void Judge_FewPairs_IsUndecided()
    {
        using ISettingTrial trial = _tuning.Begin(Key, "true")!;

        Assert.Equal(TrialVerdict.Undecided, trial.Judge([10, 10, 10, 10, 10], [1, 1, 1, 1, 1], higherIsBetter: false));
    }

    private TuningProfile Profile() => _host.Provider.GetRequiredService<TuningProfileStore>().Find()!;
}
