using System.Globalization;
using LocalRag.Measurement.Leaks;

namespace LocalRag.Cli.Output;

/// <summary>Writes what came of a leak test.</summary>
internal static class LeakTable
{
    public static void Write(CommandOutput output, IReadOnlyList<LeakVerdict> verdicts)
    {
        output.WriteTable(
            ["Scenario", "Counter", "First", "Last", "Per cycle", "95% interval", "Verdict"],
            [.. verdicts.SelectMany(verdict => verdict.Trends, (verdict, trend) => (IReadOnlyList<string>)
            [
                verdict.Scenario,
                trend.Counter.ToString(),
                Format(trend.Counter, trend.First),
                Format(trend.Counter, trend.Last),
                Format(trend.Counter, trend.Slope.PerCycle),
                $"{Format(trend.Counter, trend.Slope.Low)} to {Format(trend.Counter, trend.Slope.High)}",
                trend.IsLeak ? "grows" : "steady",
            ])]);
        foreach (LeakVerdict verdict in verdicts)
        {
            CommandOutput.WriteLine(verdict.Suspect is { } suspect ? $"{verdict.Scenario}: suspect {suspect}." : $"{verdict.Scenario}: no leak in {verdict.Cycles} cycles.");
        }
    }

    private static string Format(LeakCounter counter, double value) => counter is LeakCounter.ManagedHeap or LeakCounter.NativeHeap or LeakCounter.Process
        ? string.Create(CultureInfo.InvariantCulture, $"{value / 1000:N1} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, 2) + 0.0:0.##}");
}
