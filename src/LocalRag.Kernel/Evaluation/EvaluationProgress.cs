namespace LocalRag.Evaluation;

/// <summary>How far an evaluation has come.</summary>
/// <param name="Stage">What it is doing.</param>
/// <param name="Done">How many documents or questions are done.</param>
/// <param name="Total">Of how many; while documents are still being looked for, of those found so far.</param>
public readonly record struct EvaluationProgress(EvaluationStage Stage, long Done, long Total);
