using System.Globalization;
using LocalRag.Cli.Output;
using LocalRag.Ingestion;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Ingests with progress on standard error, and says what went wrong.</summary>
internal static class IngestionRun
{
    /// <summary>More than this many lines of one kind help nobody; all of them are in the JSON.</summary>
    private const int MaxLines = 20;

    public static async Task<IngestionReport> RunAsync(
        IServiceProvider services, IngestionRequest request, CommandOutput output, CancellationToken cancellationToken)
    {
        DocumentIngestor ingestor = services.GetRequiredService<DocumentIngestor>();
        IngestionReport report = await ProgressDisplay.RunAsync(
            output,
            "Ingesting",
            services.GetRequiredService<TimeProvider>(),
            progress => ingestor.IngestAsync(request, new Translation(progress), cancellationToken));
        if (report.Degraded is { } degraded)
        {
            output.Warn(degraded);
        }

        WriteNotes(output, "failed", report.Failures, report.Failed);
        WriteNotes(output, "skipped", report.Skips, report.Skipped);
        WriteNotes(output, "in part", report.Warnings, report.Warnings.Count);
        return report;
    }

    private static void WriteNotes(CommandOutput output, string what, IReadOnlyList<IngestionNote> notes, long count)
    {
        foreach (IngestionNote note in notes.Take(MaxLines))
        {
            output.Warn($"{what}: {DocumentName.Of(note.Path)}: {note.Reason}{(note.NextStep is { } step ? $" {step}" : string.Empty)}");
        }

        if (count > MaxLines)
        {
            output.Warn(string.Create(CultureInfo.InvariantCulture, $"{what}: and {count - MaxLines:N0} more; --json lists them."));
        }
    }

    private sealed class Translation(IProgress<ProgressStep> progress) : IProgress<IngestionProgress>
    {
        public void Report(IngestionProgress value) => progress.Report(new ProgressStep(
            value.Done, value.FoundAll ? value.Found : null, value.CurrentFile is { } file ? Path.GetFileName(file) : string.Empty));
    }
}
