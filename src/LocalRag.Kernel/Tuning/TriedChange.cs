namespace LocalRag.Tuning;

/// <summary>A change that was tried.</summary>
/// <param name="Change">The setting with its value, as <c>Key=value</c>.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Reason">Why, as a sentence with the figures.</param>
public sealed record TriedChange(string Change, TrialOutcome Outcome, string Reason);
