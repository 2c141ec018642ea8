namespace LocalRag.Measurement;

/// <summary>When a difference counts. All three must hold, so that a run of the same host against itself shows nothing.</summary>
/// <remarks>
/// 1. Chance alone, over all the comparisons of the run together, would show any difference in fewer than <see cref="FalseAlarmRate"/> of runs.
/// 2. The difference lies outside the width of the noise that the control has shown.
/// 3. It is at least <see cref="SmallestRatio"/> of the value: less interests nobody, and two processes differ by as much from where their memory lies.
/// </remarks>
public static class VerdictRule
{
    /// <summary>The share of runs in which chance alone may show a difference anywhere.</summary>
    public const double FalseAlarmRate = 0.02;

    /// <summary>The smallest difference that counts, as a share of the baseline's value.</summary>
    public const double SmallestRatio = 0.02;

    /// <summary>The fewest pairs for a verdict: below, not even a difference in every pair is beyond chance.</summary>
    public const int FewestPairs = 6;
}
