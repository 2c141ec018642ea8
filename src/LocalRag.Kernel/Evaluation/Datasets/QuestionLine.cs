namespace LocalRag.Evaluation.Datasets;

/// <summary>A line of a file of questions.</summary>
internal sealed record QuestionLine(string? Id, string? Question, string? Document, string? Phrase);
