using System.Diagnostics;
using LocalRag.Measurement;

namespace LocalRag.Answers;

/// <summary>Tells whoever listens how long an answer took and what came of it.</summary>
internal static class AnswerActivity
{
    /// <summary>Begins the activity of an answer; null while nobody listens. It ends when it is disposed.</summary>
    public static Activity? Start() => HostTelemetry.Source.StartActivity("localrag.answer");

    public static void Record(AnswerTimings timings, string outcome, Activity? activity)
    {
        HostTelemetry.AnswerDuration.Record(
            timings.TotalMilliseconds / 1000, new KeyValuePair<string, object?>("localrag.answer.outcome", outcome));
        activity?.SetTag("localrag.answer.outcome", outcome);
    }
}
