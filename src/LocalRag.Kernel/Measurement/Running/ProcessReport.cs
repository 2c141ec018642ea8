namespace LocalRag.Measurement;

/// <summary>What a process that was started for a measurement told.</summary>
/// <param name="FirstTextMilliseconds">From the start of the process to the first text of its first answer.</param>
/// <param name="FirstAnswerMilliseconds">From the start of the process to the end of its first answer.</param>
/// <param name="Measure">What its bytes are, such as <c>PSS</c>.</param>
/// <param name="PeakBytes">The most that it held.</param>
/// <param name="SteadyBytes">What it held after its answers.</param>
/// <param name="Timeline">Its memory after each stage.</param>
public sealed record ProcessReport(
    double FirstTextMilliseconds,
    double FirstAnswerMilliseconds,
    string Measure,
    long PeakBytes,
    long SteadyBytes,
    IReadOnlyList<MemoryPoint> Timeline);
