using LocalRag.Cli.Reporting;
using LocalRag.Measurement;

namespace LocalRag.Cli.Output;

/// <summary>What <c>report --format json</c> writes: what follows from each run; the measurements are in the files themselves.</summary>
internal sealed record ReportResult(IReadOnlyList<RunReportResult> Runs)
{
    public static ReportResult From(IEnumerable<BenchmarkReport> reports) => new([.. reports.Select(RunReportResult.From)]);
}

/// <summary>What follows from a run.</summary>
internal sealed record RunReportResult(
    string File,
    string Headline,
    string? Variant,
    IReadOnlyList<TargetResult> Targets,
    IReadOnlyList<Recommendation> Recommendations,
    IReadOnlyList<FigureComparison> Comparisons,
    IReadOnlyList<string> Warnings)
{
    public static RunReportResult From(BenchmarkReport report) => new(
        report.File, report.Headline(), report.Variant, report.Targets, report.Recommendations, report.Result.Comparisons, report.Result.Warnings);
}
