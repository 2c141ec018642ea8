using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LocalRag.Sqlite;

/// <summary>The index's instruments and activities. None carries a text.</summary>
internal static class IndexTelemetry
{
    private static readonly Meter s_meter = new(LocalRagTelemetry.Name);

    private static readonly ActivitySource s_source = new(LocalRagTelemetry.Name);

    private static readonly Histogram<double> s_searchDuration = s_meter.CreateHistogram<double>(
        "localrag.index.search.duration", "s", "Duration of a search in the index, without the embedding of its text.");

    private static readonly Histogram<double> s_commitDuration = s_meter.CreateHistogram<double>(
        "localrag.index.commit.duration", "s", "Duration of putting a document into the index, without its embeddings.");

    public static Task<T> MeasureSearchAsync<T>(Func<Task<T>> search) => MeasureAsync("localrag.index.search", s_searchDuration, search);

    public static Task<T> MeasureCommitAsync<T>(Func<Task<T>> commit) => MeasureAsync("localrag.index.commit", s_commitDuration, commit);

    private static Task<T> MeasureAsync<T>(string name, Histogram<double> duration, Func<Task<T>> work)
    {
        return duration.Enabled || s_source.HasListeners() ? MeasureHeardAsync() : work();

        async Task<T> MeasureHeardAsync()
        {
            using Activity? activity = s_source.StartActivity(name);
            long start = Stopwatch.GetTimestamp();
            T result = await work();
            duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
            return result;
        }
    }
}
