using System.Text.Json.Serialization;

namespace LocalRag.Evaluation.Datasets;

internal sealed record SquadQuestion(
    string? Id,
    string? Question,
    IReadOnlyList<SquadAnswer>? Answers,
    [property: JsonPropertyName("is_impossible")] bool IsImpossible);
