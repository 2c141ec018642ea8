namespace LocalRag.Evaluation.Datasets;

internal sealed record SquadArticle(IReadOnlyList<SquadParagraph>? Paragraphs);
