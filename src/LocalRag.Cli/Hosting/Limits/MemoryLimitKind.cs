namespace LocalRag.Cli.Hosting.Limits;

/// <summary>What keeps a process within its memory.</summary>
internal enum MemoryLimitKind
{
    /// <summary>A control group of its own (Linux, version 2 or 1): the system takes back what can be dropped, and ends the process when that is not enough.</summary>
    ControlGroup,

    /// <summary>The limit of private writable memory (Linux, RLIMIT_DATA): the system refuses what goes beyond it. Mapped model files do not count.</summary>
    DataLimit,

    /// <summary>Nothing of the system's: the parent looks five times a second and ends the process when it is over.</summary>
    Watched,
}
