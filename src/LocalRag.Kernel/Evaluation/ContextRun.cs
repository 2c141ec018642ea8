namespace LocalRag.Evaluation;

/// <summary>The context of one question under one budget.</summary>
internal readonly record struct ContextRun(bool HoldsAnswer, int Tokens);
