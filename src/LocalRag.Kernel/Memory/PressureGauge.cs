using LocalRag.Memory.Platform;

namespace LocalRag.Memory;

/// <summary>Judges how short memory is, from four signs; the worst one counts.</summary>
/// <remarks>A level is left only at a better value than the one at which it is entered, so that a value at the border does not make it flicker.</remarks>
internal sealed class PressureGauge
{
    // By level, from Low on: the share of the budget that is used, the share of the capacity that is left, and the shares of time in which some or all programs wait.
    private static readonly double[] s_used = [0.90, 1.00, 1.10];
    private static readonly double[] s_left = [0.10, 0.05, 0.025];
    private static readonly double[] s_stalledSome = [0.05, 0.15, 0.40];
    private static readonly double[] s_stalledFull = [0.02, 0.05, 0.20];

    /// <summary>Gets the level of the last sample.</summary>
    public MemoryPressure Level { get; private set; }

    public MemoryPressure Judge(MemorySample sample, long budget)
    {
        MemoryPressure entered = Judge(sample, budget, margin: 1);
        MemoryPressure left = Judge(sample, budget, margin: 0.9);
        Level = entered > Level ? entered : left < Level ? left : Level;
        return Level;
    }

    /// <summary>Returns how many bytes must go for the level to be left.</summary>
    public static long Excess(MemorySample sample, long budget)
    {
        double overBudget = sample.Process - (budget * s_used[0] * 0.9);
        double missing = (sample.Capacity * s_left[0] / 0.9) - sample.Available;
        return (long)Math.Max(0, Math.Max(overBudget, missing));
    }

    private static MemoryPressure Judge(MemorySample sample, long budget, double margin)
    {
        int level = 0;
        for (int i = 0; i < s_used.Length; i++)
        {
            if (sample.Process >= budget * s_used[i] * margin
                || sample.Available <= sample.Capacity * s_left[i] / margin
                || sample.StalledSome >= s_stalledSome[i] * margin
                || sample.StalledFull >= s_stalledFull[i] * margin)
            {
                level = i + 1;
            }
        }

        return (MemoryPressure)Math.Max(level, (int)sample.System);
    }
}
