using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalRag.Cli.Profiling;

/// <summary>Writes down the host's activities while it is there.</summary>
internal sealed class StageRecorder : IDisposable
{
    private readonly ConcurrentQueue<(string Name, DateTime Start, TimeSpan Took, int Depth)> _ended = [];
    private readonly ActivityListener _listener;

    public StageRecorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LocalRagTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => _ended.Enqueue((activity.DisplayName, activity.StartTimeUtc, activity.Duration, Depth(activity))),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Returns the stages that have ended, with their times from <paramref name="start"/> on.</summary>
    public IReadOnlyList<Stage> Read(DateTimeOffset start) =>
    [
        .. _ended.Select(ended => new Stage(ended.Name, (ended.Start - start.UtcDateTime).TotalMilliseconds, ended.Took.TotalMilliseconds, ended.Depth))
            .OrderBy(stage => stage.Start)
            .ThenBy(stage => stage.Depth),
    ];

    public void Dispose() => _listener.Dispose();

    private static int Depth(Activity activity)
    {
        int depth = 0;
        for (Activity? parent = activity.Parent; parent is not null; parent = parent.Parent)
        {
            depth++;
        }

        return depth;
    }
}
