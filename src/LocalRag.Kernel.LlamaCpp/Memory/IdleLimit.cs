namespace LocalRag.Memory;

/// <summary>How long what can be loaded again stays in memory while nobody uses it.</summary>
internal static class IdleLimit
{
    /// <summary>The time where memory is short: longer than the pauses within an ingestion.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(5);

    /// <summary>Returns the time that a setting and the state of memory ask for; null for ever.</summary>
    /// <param name="setting">The setting; zero is for ever.</param>
    /// <param name="level">The level of trimming that is in force; null for none.</param>
    public static TimeSpan? Of(TimeSpan setting, MemoryTrim? level)
    {
        TimeSpan? wanted = setting > TimeSpan.Zero ? setting : null;
        return level >= MemoryTrim.Moderate && !(wanted < Short) ? Short : wanted;
    }
}
