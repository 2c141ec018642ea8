using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Whether a host that was measured may take the place of the one before.</summary>
/// <param name="IsBetter">Whether it may.</param>
/// <param name="DoesHarm">Whether something is worse beyond the noise.</param>
/// <param name="HarmsEveryGoal">Whether it is worse for whatever goal: its answers are.</param>
/// <param name="Gain">The figure that gains most; null where none gains beyond the noise.</param>
/// <param name="Reason">Why, as a sentence with the figures.</param>
internal sealed record GateVerdict(bool IsBetter, bool DoesHarm, bool HarmsEveryGoal, FigureComparison? Gain, string Reason);
