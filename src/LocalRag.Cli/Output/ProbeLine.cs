using LocalRag.Measurement;

namespace LocalRag.Cli.Output;

/// <summary>A line that a process writes for the benchmark that started it.</summary>
/// <param name="Stage">What has just happened.</param>
/// <param name="Bytes">What it holds; null where it did not look.</param>
/// <param name="Owners">Who holds it.</param>
/// <param name="Peak">The most that it held; on the last line alone.</param>
/// <param name="Measure">What its bytes are, such as <c>PSS</c>; on the last line alone.</param>
internal sealed record ProbeLine(string Stage, long? Bytes = null, IReadOnlyList<MemoryOwner>? Owners = null, long? Peak = null, string? Measure = null)
{
    public const string Started = "started";
    public const string FirstText = "first text";
    public const string FirstAnswer = "first answer";
    public const string AfterFirstAnswer = "after first answer";
    public const string Answers = "answers";
}
