namespace LocalRag.Plugins.Tuner;

/// <summary>What follows from the measurements of a trial.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Reason">Why, as a sentence with the figures.</param>
internal sealed record TrialStep(StepKind Kind, string Reason);
