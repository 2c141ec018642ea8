using LocalRag.Ingestion;

namespace LocalRag.Cli.Output;

/// <summary>What <c>ingest --json</c> writes.</summary>
internal sealed record IngestionResult(
    long Added,
    long Replaced,
    long Unchanged,
    long Removed,
    long Skipped,
    long Failed,
    long Ignored,
    long Chunks,
    long Tokens,
    long Bytes,
    double Seconds,
    string? Degraded,
    IReadOnlyList<IngestionNote> Failures,
    IReadOnlyList<IngestionNote> Skips,
    IReadOnlyList<IngestionNote> Warnings)
{
    public static IngestionResult From(IngestionReport report) => new(
        report.Added,
        report.Replaced,
        report.Unchanged,
        report.Removed,
        report.Skipped,
        report.Failed,
        report.Ignored,
        report.Chunks,
        report.Tokens,
        report.Bytes,
        report.Elapsed.TotalSeconds,
        report.Degraded,
        report.Failures,
        report.Skips,
        report.Warnings);
}
