using System.Diagnostics;
using LocalRag;

[assembly: RagPlugin("stopwatch", Order = 100)]

public sealed class StopwatchPlugin : RagPlugin
{
    public override void Configure(IRagPluginBuilder builder) => builder.Retrieval.Use(async (query, next, cancellationToken) =>
    {
        long start = Stopwatch.GetTimestamp();
        RetrievalResult result = await next.RetrieveAsync(query, cancellationToken);
        Console.Error.WriteLine($"stopwatch: {result.Hits.Count} passages in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} ms");
        return result;
    });
}
