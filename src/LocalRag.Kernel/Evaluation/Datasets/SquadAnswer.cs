namespace LocalRag.Evaluation.Datasets;

internal sealed record SquadAnswer(string? Text);
