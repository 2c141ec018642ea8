namespace LocalRag.Cli.Profiling;

/// <summary>A thread as it was seen once.</summary>
/// <param name="Thread">Its number in the operating system.</param>
/// <param name="Milliseconds">When, from the start of sampling.</param>
/// <param name="Weight">The milliseconds that it stands for: since the thread was last seen.</param>
/// <param name="Kind">What it was doing.</param>
/// <param name="Frames">Its methods as numbers in the table of names, the outermost first.</param>
internal sealed record StackSample(int Thread, double Milliseconds, double Weight, SampleKind Kind, IReadOnlyList<int> Frames);
