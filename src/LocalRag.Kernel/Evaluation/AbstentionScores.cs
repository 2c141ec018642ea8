namespace LocalRag.Evaluation;

/// <summary>How well the evidence floor tells questions that the documents answer from those that they do not.</summary>
/// <param name="Unanswerable">The unanswerable questions that are not answered, as is right.</param>
/// <param name="Answerable">The answerable questions that are not answered, wrongly.</param>
public sealed record AbstentionScores(Proportion Unanswerable, Proportion Answerable);
