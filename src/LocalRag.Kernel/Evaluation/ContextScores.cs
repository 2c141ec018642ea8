namespace LocalRag.Evaluation;

/// <summary>What a context budget is worth: whether the text that the chat model would see holds the answer.</summary>
/// <param name="Budget">The budget in tokens of the embedding model.</param>
/// <param name="AnswerInside">The answerable questions with a known answer whose context holds it.</param>
/// <param name="Tokens">How many tokens the contexts have.</param>
public sealed record ContextScores(int Budget, Proportion AnswerInside, Average Tokens);
