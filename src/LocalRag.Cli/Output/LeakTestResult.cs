using LocalRag.Measurement.Leaks;

namespace LocalRag.Cli.Output;

/// <summary>What <c>leak-test --json</c> writes.</summary>
internal sealed record LeakTestResult(bool Leaks, IReadOnlyList<LeakVerdictResult> Scenarios)
{
    public static LeakTestResult From(IReadOnlyList<LeakVerdict> verdicts) => new(
        verdicts.Any(verdict => verdict.Suspect is not null),
        [.. verdicts.Select(verdict => new LeakVerdictResult(verdict.Scenario, verdict.Cycles, verdict.Suspect, [.. verdict.Trends.Select(trend => new LeakTrendResult(
            trend.Counter.ToString(), trend.First, trend.Last, trend.Slope.PerCycle, trend.Slope.Low, trend.Slope.High, LeakTrend.Tolerance(trend.Counter), trend.IsLeak))]))]);
}

/// <summary>A scenario in <c>leak-test --json</c>.</summary>
internal sealed record LeakVerdictResult(string Scenario, int Cycles, string? Suspect, IReadOnlyList<LeakTrendResult> Counters);

/// <summary>A counter in <c>leak-test --json</c>; the slope and its 95% interval are per cycle.</summary>
internal sealed record LeakTrendResult(string Counter, double First, double Last, double Slope, double Low, double High, double Tolerance, bool Leaks);
