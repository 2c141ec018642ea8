using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Holds a run against the targets of the project.</summary>
internal static class TargetCheck
{
    private const double Memory = -0.30;
    private const double Throughput = 0.25;
    private const double FirstToken = -0.40;
    private const double CacheHits = 0.60;

    /// <summary>Checks the variant against the baseline.</summary>
    /// <param name="result">The run.</param>
    /// <param name="variant">The variant whose figures count; null where only the baseline was measured.</param>
    public static IReadOnlyList<TargetResult> Run(BenchmarkResult result, string? variant) =>
    [
        Change(result, variant, "Memory", "30% less than the plain host", Memory, ("start", "memory_steady_mb"), ("start", "memory_peak_mb")),
        Change(result, variant, "Throughput", "25% more than the plain host", Throughput, ("ask-concurrent", "requests_per_second_"), ("ask-cold", "tokens_per_second"), ("ask-repeat", "tokens_per_second")),
        Change(result, variant, "Time to first token", "40% less than the plain host", FirstToken, ("ask-cold", "first_token_ms"), ("ask-repeat", "first_token_ms")),
        Hits(result, variant),
    ];

    private static TargetResult Change(
        BenchmarkResult result, string? variant, string name, string goal, double target, params (string Workload, string Figure)[] candidates)
    {
        // The first candidate that was measured, and of several with the same beginning (by callers) the last: the most load.
        FigureComparison? found = candidates
            .Select(candidate => result.Comparisons.LastOrDefault(comparison => comparison.Variant == variant
                && comparison.Workload == candidate.Workload
                && comparison.Figure.StartsWith(candidate.Figure, StringComparison.Ordinal)
                && comparison.Ratio is not null))
            .FirstOrDefault(comparison => comparison is not null);
        if (found?.Ratio is not { } ratio)
        {
            return new TargetResult(name, goal, target, null, IsChange: true, TargetStatus.NotMeasured, "Needs a run with --ab none --ab all.");
        }

        Interval change = new(ratio.Value - 1, ratio.Low - 1, ratio.High - 1);
        return new TargetResult(
            name, goal, target, change, IsChange: true, Status(change, target), $"{found.Figure} of {found.Workload}, {found.Variant} against {found.Baseline}, {found.Pairs} pairs");
    }

    private static TargetResult Hits(BenchmarkResult result, string? variant)
    {
        BenchmarkFigure? figure = result.Figures.FirstOrDefault(figure =>
            figure.Workload == "ask-repeat" && figure.Name == "cache_hit_rate" && figure.Variant == (variant ?? result.Variants[0].Name));
        const string Goal = "60% of repeated questions";
        if (figure is null || figure.Summary.Count == 0)
        {
            return new TargetResult("Cache hits", Goal, CacheHits, null, IsChange: false, TargetStatus.NotMeasured, "Needs the workload ask-repeat.");
        }

        Interval share = new(figure.Summary.Mean, figure.Summary.MeanLow, figure.Summary.MeanHigh);
        return new TargetResult(
            "Cache hits", Goal, CacheHits, share, IsChange: false, Status(share, CacheHits), $"cache_hit_rate of {figure.Workload}, {figure.Variant}, {figure.Summary.Count} questions");
    }

    private static TargetStatus Status(Interval measured, double target)
    {
        bool less = target < 0;
        bool Beyond(double value) => less ? value <= target : value >= target;
        return !Beyond(measured.Value) ? TargetStatus.Missed
            : Beyond(less ? measured.High : measured.Low) ? TargetStatus.Met
            : TargetStatus.Likely;
    }
}
