using System.Diagnostics;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Takes the time of one request: waiting, prompt, output. Four readings of the clock a request, so it always runs.</summary>
internal sealed class RequestClock
{
    private readonly long _queued = Stopwatch.GetTimestamp();
    private long _begun;
    private long _firstToken;
    private int _tokens;

    public void Begin() => _begun = Stopwatch.GetTimestamp();

    public void Token()
    {
        if (_tokens++ == 0)
        {
            _firstToken = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Tells whoever listens about a request that had a sequence.</summary>
    public void End(int promptTokens)
    {
        if (_begun == 0 || !EngineTelemetry.IsHeard)
        {
            return;
        }

        TimeSpan waiting = Stopwatch.GetElapsedTime(_queued, _begun);
        if (_tokens == 0)
        {
            EngineTelemetry.RecordUnanswered(waiting);
            return;
        }

        EngineTelemetry.Record(
            waiting, promptTokens, Stopwatch.GetElapsedTime(_begun, _firstToken), _tokens, Stopwatch.GetElapsedTime(_firstToken));
    }
}
