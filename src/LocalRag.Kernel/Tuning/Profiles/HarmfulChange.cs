namespace LocalRag.Tuning;

/// <summary>A change that was found to do harm.</summary>
/// <param name="Change">The setting with its value, as <c>Key=value</c>.</param>
/// <param name="Goal">The goal for which it does; null for every goal.</param>
/// <param name="Reason">What it does, as a sentence with the figures.</param>
/// <param name="At">When it was found.</param>
public sealed record HarmfulChange(string Change, TuningGoal? Goal, string Reason, DateTimeOffset At);
