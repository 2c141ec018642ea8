using LocalRag.Memory.Platform;

namespace LocalRag.Measurement.Leaks;

/// <summary>Runs scenarios over and over and tells what grows.</summary>
public sealed class LeakTest
{
    /// <summary>The fewest cycles from which a growth can be told from noise.</summary>
    public const int FewestCycles = 8;

    private readonly LeakCounters _counters;

    /// <summary>Makes a test that counts by the books of the operating system.</summary>
    public LeakTest()
        : this(MemorySystem.Create())
    {
    }

    internal LeakTest(IMemorySystem system) => _counters = new LeakCounters(system);

    /// <summary>Runs a scenario. The first cycles, a quarter on top of those asked for and at least 3, only warm up: caches fill and code is compiled.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="cycles">How many cycles count; at least <see cref="FewestCycles"/>.</param>
    /// <param name="progress">Is told how many cycles are done, of all.</param>
    /// <param name="cancellationToken">Stops between two cycles.</param>
    public async Task<LeakVerdict> RunAsync(
        LeakScenario scenario, int cycles, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentOutOfRangeException.ThrowIfLessThan(cycles, FewestCycles);
        int warmUp = Math.Max(3, cycles / 4);
        List<IReadOnlyDictionary<LeakCounter, double>> samples = new(cycles);
        for (int cycle = 0; cycle < warmUp + cycles; cycle++)
        {
            await scenario.CycleAsync(cancellationToken);
            IReadOnlyDictionary<LeakCounter, double> sample = await _counters.ReadAsync(cancellationToken);
            if (cycle >= warmUp)
            {
                samples.Add(sample);
            }

            progress?.Report((cycle + 1, warmUp + cycles));
        }

        return LeakVerdict.Of(
            scenario.Name, cycles, [.. samples[0].Keys.Select(counter => LeakTrend.Of(counter, [.. samples.Select(sample => sample[counter])]))]);
    }
}
