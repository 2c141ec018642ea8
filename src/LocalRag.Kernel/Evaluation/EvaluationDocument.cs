namespace LocalRag.Evaluation;

/// <summary>A document of an evaluation dataset.</summary>
/// <param name="Id">Its identity in the dataset.</param>
/// <param name="Text">What is ingested, with the title as its first line where the dataset has titles.</param>
public sealed record EvaluationDocument(string Id, string Text);
