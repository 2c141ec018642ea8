using LocalRag.Plugins.Tuner;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Plugins.Tests;

/// <summary>Trials on live answers, on a clock of their own.</summary>
public sealed class OnlineTunerTests : IAsyncDisposable
{
    private static readonly TunerOptions s_options = TunerOptions.Default with { Share = 0.5, Block = 2, Pairs = 8 };

    private readonly FakeTimeProvider _time = new();
    private readonly TestTuning _tuning = new();
    private OnlineTuner? _tuner;

    private OnlineTuner Tuner => _tuner ??= new OnlineTuner(_tuning, s_options, _time, NullLogger<OnlineTuner>.Instance);

    public ValueTask DisposeAsync() => Tuner.DisposeAsync();

    [Fact]
    public void Value_ThatIsBetter_IsKept()
    {
        _tuning.Figures = isOn => Figures(isOn ? 10 : 20);

        Answer(blocks: 2 * s_options.Pairs);

        TestTuning.TestTrial trial = Assert.Single(_tuning.Trials);
        Assert.True(trial.IsOn);
        Assert.Equal("retrieval_latency is 10 with it and 20 without, 8 pairs of blocks.", trial.KeptBecause);
    }

    [Fact]
    public void Value_IsOnlyInForceInItsShareOfTheBlocks()
    {
        List<bool> answers = [];
        for (int answer = 0; answer < 8; answer++)
        {
            OnlineTuner.Call call = Tuner.Begin();
            answers.Add(_tuning.IsOn);
            Tuner.End(call);
        }

        Assert.Equal([false, false, true, true, false, false, true, true], answers);
    }

    [Fact]
    public void Value_ThatIsNotBetter_IsDroppedAndNotTriedAgain()
    {
        Answer(blocks: 4 * s_options.Pairs);

        TestTuning.TestTrial trial = Assert.Single(_tuning.Trials);
        Assert.Equal((true, null, null), (trial.IsDisposed, trial.KeptBecause, trial.RejectedBecause));
    }

    [Fact]
    public void Value_ThatIsALittleWorse_IsRejectedBeforeAllPairsAreIn()
    {
        _tuning.Figures = isOn => Figures(isOn ? 24 : 20);

        Answer(blocks: 12);

        Assert.NotNull(Assert.Single(_tuning.Trials).RejectedBecause);
    }

    [Fact]
    public void Value_ThatIsMuchWorseInOneBlock_IsRejectedAfterIt()
    {
        _tuning.Figures = isOn => Figures(isOn ? 90 : 20);

        Answer(blocks: 2);

        Assert.Contains("4.5 times as bad", Assert.Single(_tuning.Trials).RejectedBecause, StringComparison.Ordinal);
        Assert.False(_tuning.IsOn);
    }

    [Fact]
    public void Answer_ThatFails_TakesTheValueBackAtOnce()
    {
        Answer(blocks: 1);
        OnlineTuner.Call first = Tuner.Begin();
        bool during = _tuning.IsOn;

        first.Failed = true;
        Tuner.End(first);

        Assert.Equal((true, false), (during, _tuning.IsOn));
        Assert.Contains("failed", Assert.Single(_tuning.Trials).RejectedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_ThatFailedWithoutIt_DoesNotSpeakAgainstAValue()
    {
        Answer(blocks: 1, failing: true);

        Answer(blocks: 1, failing: true);

        Assert.Null(Assert.Single(_tuning.Trials).RejectedBecause);
    }

    [Fact]
    public void Answer_ThatTakesFarLonger_TakesTheValueBackWhileItRuns()
    {
        Answer(blocks: 1, seconds: 2);
        OnlineTuner.Call slow = Tuner.Begin();
        TimeSpan limit = TimeSpan.FromSeconds(2) * s_options.Regression * 2;
        _time.Advance(limit - TimeSpan.FromMilliseconds(1));
        bool before = _tuning.IsOn;

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((true, false), (before, _tuning.IsOn));
        Assert.NotNull(Assert.Single(_tuning.Trials).RejectedBecause);
        Tuner.End(slow);
    }

    [Fact]
    public void Answers_ThatOverlap_AreNotChangedUnderWay()
    {
        Answer(blocks: 1);
        OnlineTuner.Call[] calls = [Tuner.Begin(), Tuner.Begin(), Tuner.Begin()];
        Tuner.End(calls[0]);
        Tuner.End(calls[1]);
        bool during = _tuning.IsOn;

        Tuner.End(calls[2]);

        Assert.Equal((true, false), (during, _tuning.IsOn));
    }

    [Fact]
    public void Value_ThatWasKept_IsHeldAgainstTheOneBeforeAgain()
    {
        _tuning.Figures = isOn => Figures(isOn ? 10 : 20);
        Answer(blocks: 2 * s_options.Pairs);
        _tuning.Figures = isOn => Figures(isOn ? 20 : 10);
        _time.Advance(s_options.Verify);

        Answer(blocks: 2 * s_options.Pairs);

        Assert.NotNull(Assert.Single(_tuning.Trials).RejectedBecause);
        Assert.False(_tuning.IsOn);
    }

    [Fact]
    public void Blocks_ThatACacheAnswered_TellNothing()
    {
        _tuning.Figures = _ => new HostFigures(0.5, null, null, 1, null);

        Answer(blocks: 40);

        TestTuning.TestTrial trial = Assert.Single(_tuning.Trials);
        Assert.Equal((false, null, null), (trial.IsDisposed, trial.KeptBecause, trial.RejectedBecause));
    }

    [Fact]
    public async Task Dispose_WithValuesInForce_TakesAllBack()
    {
        _tuning.Figures = isOn => Figures(isOn ? 10 : 20);
        Answer(blocks: 2 * s_options.Pairs);

        await Tuner.DisposeAsync();

        Assert.False(_tuning.IsOn);
    }

    [Fact]
    public void Settings_WithoutAFigureForThem_AreNotTried()
    {
        _tuning.Settings = [new("Llama:IdleUnload", "00:00:00", ["00:05:00"])];

        Answer(blocks: 10);

        Assert.Empty(_tuning.Trials);
    }

    [Fact]
    public void History_KeepsTheFiguresOfBlocksWithoutTrials()
    {
        Answer(blocks: 4);

        Assert.Equal(2, Tuner.History.Count);
        Assert.Equal(20, Tuner.History.ReadRecent().RetrievalLatency);
    }

    private static HostFigures Figures(double retrieval) => new(0.5, 40, retrieval, null, 300);

    private void Answer(int blocks, double seconds = 1, bool failing = false)
    {
        for (int answer = 0; answer < blocks * s_options.Block; answer++)
        {
            OnlineTuner.Call call = Tuner.Begin();
            _time.Advance(TimeSpan.FromSeconds(seconds));
            call.Failed = failing;
            Tuner.End(call);
        }
    }
}
