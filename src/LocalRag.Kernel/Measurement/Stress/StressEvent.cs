namespace LocalRag.Measurement.Stress;

/// <summary>Something that happened in a run.</summary>
/// <param name="Milliseconds">When, from the start.</param>
/// <param name="Caller">Who did it; -1 for the run itself.</param>
/// <param name="Text">What, in words.</param>
public sealed record StressEvent(double Milliseconds, int Caller, string Text);
