using System.Diagnostics;
using LocalRag.Measurement;

namespace LocalRag.Ingestion;

/// <summary>Tells whoever listens what an ingestion did: counts, no names of files.</summary>
internal static class IngestionTelemetry
{
    public static void Record(IngestionReport report, Activity? activity)
    {
        Count("added", report.Added);
        Count("replaced", report.Replaced);
        Count("unchanged", report.Unchanged);
        Count("removed", report.Removed);
        Count("skipped", report.Skipped);
        Count("failed", report.Failed);
        HostTelemetry.IngestedChunks.Add(report.Chunks);
        HostTelemetry.IngestedTokens.Add(report.Tokens);
        HostTelemetry.IngestionDuration.Record(report.Elapsed.TotalSeconds);
        activity?.SetTag("localrag.ingestion.chunks", report.Chunks);
    }

    private static void Count(string outcome, long documents)
    {
        if (documents > 0)
        {
            HostTelemetry.IngestedDocuments.Add(documents, new KeyValuePair<string, object?>("localrag.ingestion.outcome", outcome));
        }
    }
}
