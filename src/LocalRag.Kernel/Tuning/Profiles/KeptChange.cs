using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>A change that was measured to be better, and measured again.</summary>
/// <param name="Change">The setting with its value, as <c>Key=value</c>; without a value where it went back to what it is without a profile.</param>
/// <param name="From">The value before; null where it was not set by a profile.</param>
/// <param name="Workload">The workload in which it is better.</param>
/// <param name="Figure">The figure that is better.</param>
/// <param name="Gain">How many times the figure's value it is, with its 95% interval; the difference where the figure is a share.</param>
/// <param name="Explanation">Why it was kept, as a sentence with the figures.</param>
public sealed record KeptChange(string Change, string? From, string Workload, string Figure, Interval Gain, string Explanation);
