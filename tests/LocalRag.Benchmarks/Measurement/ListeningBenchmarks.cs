using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using LocalRag.Benchmarks.Plugins;
using LocalRag.Measurement;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Measurement;

/// <summary>What it costs an answer to be measured: search, prompt, response and citations over engines that take no time, with and without somebody who listens to the instruments and activities.</summary>
[MemoryDiagnoser]
public class ListeningBenchmarks
{
    private PluginStand? _stand;
    private IDisposable[] _listeners = [];

    /// <summary>Gets or sets whether instruments and activities are heard.</summary>
    [Params(false, true)]
    public bool IsHeard { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _stand = PluginStand.Around(new InstantEngine());
        if (IsHeard)
        {
            ActivityListener activities = new()
            {
                ShouldListenTo = source => source.Name == LocalRagTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            };
            ActivitySource.AddActivityListener(activities);
            _listeners = [activities, new MeterCollector()];
        }
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        foreach (IDisposable listener in _listeners)
        {
            listener.Dispose();
        }

        await _stand!.DisposeAsync();
    }

    [Benchmark]
    public Task<ChatResponse> Answer() => _stand!.Answers.GetResponseAsync(OnePassageIndex.Question);
}
