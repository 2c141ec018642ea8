using LocalRag.Cli.Hosting.Limits;
using LocalRag.Measurement.Stress;

namespace LocalRag.Cli.Output;

/// <summary>The verdict of a stress run, with everything it rests on.</summary>
internal sealed record StressResult(bool Passed, MemoryLimitResult? MemoryLimit, StressReport Run)
{
    public static StressResult From(StressReport report, (long Bytes, MemoryLimitKind Kind)? limit) =>
        new(report.Passed, limit is { } known ? new MemoryLimitResult(known.Bytes, known.Kind) : null, report);
}
