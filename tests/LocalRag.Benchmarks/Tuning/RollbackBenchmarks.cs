using BenchmarkDotNet.Attributes;
using LocalRag.Answers;
using LocalRag.Benchmarks.Plugins;
using LocalRag.Tuning;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Tuning;

/// <summary>How long it takes from the decision that a value does harm until the next answer is made without it, and the profile on the disk remembers it.</summary>
public class RollbackBenchmarks
{
    private const string Key = "Answers:PrefetchHead";

    private PluginStand? _stand;
    private PluginTuning? _tuning;
    private ISettingTrial? _trial;

    [GlobalSetup]
    public void SetUp()
    {
        _stand = PluginStand.Around(new InstantEngine());
        _tuning = _stand.BeginTuning();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        _tuning!.Dispose();
        await _stand!.DisposeAsync();
    }

    [IterationSetup]
    public void Try()
    {
        // What was found to do harm can't be tried twice.
        _stand!.Get<TuningProfileStore>().Update(static profile => profile with { Harmful = [] });
        _trial = _tuning!.Begin(Key, "true") ?? throw new InvalidOperationException($"{Key} can't be tried.");
        _trial.IsOn = true;
        Require(isOn: true);
    }

    [IterationCleanup]
    public void End() => _trial!.Dispose();

    [Benchmark]
    public void Reject()
    {
        _trial!.Reject("It does harm.");
        Require(isOn: false);
    }

    private void Require(bool isOn)
    {
        if (_stand!.Get<IOptionsMonitor<AnswersOptions>>().CurrentValue.PrefetchHead != isOn)
        {
            throw new InvalidOperationException($"{Key} should be {isOn}.");
        }
    }
}
