namespace LocalRag.Measurement.Leaks;

/// <summary>How a counter went over the cycles of a scenario.</summary>
/// <param name="Counter">The counter.</param>
/// <param name="First">Its value after the first cycle that counts.</param>
/// <param name="Last">Its value after the last one.</param>
/// <param name="Slope">Its growth.</param>
/// <param name="IsLeak">Whether it grows for certain, and by more than what cannot be avoided.</param>
public sealed record LeakTrend(LeakCounter Counter, double First, double Last, TheilSenSlope Slope, bool IsLeak)
{
    /// <summary>Returns the growth per cycle up to which a counter is not suspected: what caches of the runtime and the allocator's own books take.</summary>
    public static double Tolerance(LeakCounter counter) => counter switch
    {
        LeakCounter.ManagedHeap => 8 * 1024,
        LeakCounter.NativeHeap => 8 * 1024,
        LeakCounter.Process => 64 * 1024,
        _ => 0.2,
    };

    internal static LeakTrend Of(LeakCounter counter, IReadOnlyList<double> values)
    {
        TheilSenSlope slope = TheilSenSlope.Fit(values);
        return new LeakTrend(counter, values[0], values[^1], slope, slope.Low > 0 && slope.PerCycle > Tolerance(counter));
    }
}
