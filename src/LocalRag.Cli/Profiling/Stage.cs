namespace LocalRag.Cli.Profiling;

/// <summary>A piece of work that the host announced as an activity.</summary>
/// <param name="Name">What it is, such as <c>localrag.retrieve</c>.</param>
/// <param name="Start">When it began, in milliseconds from the start of sampling.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Depth">How many stages it is inside of.</param>
internal sealed record Stage(string Name, double Start, double Milliseconds, int Depth);
