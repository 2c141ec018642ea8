using LocalRag.Memory.Platform;

namespace LocalRag.Measurement.Leaks;

/// <summary>Runs scenarios over and over and tells what grows.</summary>
public sealed class LeakTest
{
    /// <summary>The fewest cycles from which a growth can be told from noise.</summary>
    public const int FewestCycles = 8;

    /// <summary>The fewest cycles that come first and do not count.</summary>
    public const int FewestWarmUpCycles = 10;

    private readonly LeakCounters _counters;

    /// <summary>Makes a test that counts by the books of the operating system.</summary>
    public LeakTest()
        : this(MemorySystem.Create())
    {
    }

    internal LeakTest(IMemorySystem system) => _counters = new LeakCounters(system);

    /// <summary>Runs a scenario. The first cycles, a quarter on top of those asked for and at least <see cref="FewestWarmUpCycles"/>, only warm up: caches fill and code is compiled.</summary>
    /// <remarks>What grows is looked at again in as many cycles more, and counts as a leak only if it still grows: a warm-up that lasts longer comes to its end, a leak does not.</remarks>
    /// <param name="scenario">The scenario.</param>
    /// <param name="cycles">How many cycles count; at least <see cref="FewestCycles"/>.</param>
    /// <param name="progress">Is told how many cycles are done, of all.</param>
    /// <param name="cancellationToken">Stops between two cycles.</param>
    public async Task<LeakVerdict> RunAsync(
        LeakScenario scenario, int cycles, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentOutOfRangeException.ThrowIfLessThan(cycles, FewestCycles);
        int warmUp = Math.Max(FewestWarmUpCycles, cycles / 4);
        int total = warmUp + cycles;
        int done = 0;
        await CycleAsync(warmUp);
        LeakTrend[] trends = ToTrends(await CycleAsync(cycles));
        if (trends.Any(trend => trend.IsLeak))
        {
            total += cycles;
            LeakTrend[] again = ToTrends(await CycleAsync(cycles));
            trends = [.. again.Zip(trends, (second, first) => second with { IsLeak = first.IsLeak && second.IsLeak })];
        }

        return LeakVerdict.Of(scenario.Name, cycles, trends);

        async Task<List<IReadOnlyDictionary<LeakCounter, double>>> CycleAsync(int count)
        {
            List<IReadOnlyDictionary<LeakCounter, double>> samples = new(count);
            for (int cycle = 0; cycle < count; cycle++)
            {
                await scenario.CycleAsync(cancellationToken);
                samples.Add(await _counters.ReadAsync(cancellationToken));
                progress?.Report((++done, total));
            }

            return samples;
        }
    }

    private static LeakTrend[] ToTrends(List<IReadOnlyDictionary<LeakCounter, double>> samples) =>
        [.. samples[0].Keys.Select(counter => LeakTrend.Of(counter, [.. samples.Select(sample => sample[counter])]))];
}
