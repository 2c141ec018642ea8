namespace LocalRag.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
    public const int DoneInPart = 3;
    public const int NoAnswer = 4;
    public const int Regressed = 5;
    public const int Cancelled = 130;

    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "done"),
        (Failed, "failed"),
        (WrongUsage, "wrong usage: a command, an option or a setting"),
        (DoneInPart, "done in part: some files failed"),
        (NoAnswer, "the documents hold no answer"),
        (Regressed, "bench --compare found a figure worse than before"),
        (Cancelled, "cancelled by Ctrl-C"),
    ];
}
