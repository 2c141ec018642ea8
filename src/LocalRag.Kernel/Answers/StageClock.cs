namespace LocalRag.Answers;

/// <summary>Measures the stages of one answer.</summary>
internal sealed class StageClock(TimeProvider timeProvider)
{
    private readonly long _start = timeProvider.GetTimestamp();
    private TimeSpan _embed;
    private TimeSpan _retrieve;
    private TimeSpan _prompt;
    private TimeSpan? _firstToken;
    private TimeSpan _generate;
    private long _mark = timeProvider.GetTimestamp();

    public void Retrieved(TimeSpan embeddingTime)
    {
        _embed = embeddingTime;
        TimeSpan both = Lap();
        _retrieve = both > embeddingTime ? both - embeddingTime : TimeSpan.Zero;
    }

    public void Prompted() => _prompt = Lap();

    public void FirstToken() => _firstToken ??= timeProvider.GetElapsedTime(_mark);

    public void Generated() => _generate = Lap();

    public AnswerTimings Read() => new(
        _embed.TotalMilliseconds,
        _retrieve.TotalMilliseconds,
        _prompt.TotalMilliseconds,
        _firstToken?.TotalMilliseconds,
        _generate.TotalMilliseconds,
        timeProvider.GetElapsedTime(_mark).TotalMilliseconds,
        timeProvider.GetElapsedTime(_start).TotalMilliseconds);

    private TimeSpan Lap()
    {
        long now = timeProvider.GetTimestamp();
        TimeSpan lap = timeProvider.GetElapsedTime(_mark, now);
        _mark = now;
        return lap;
    }
}
