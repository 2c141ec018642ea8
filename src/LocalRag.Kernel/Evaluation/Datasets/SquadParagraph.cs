using System.Text.Json.Serialization;

namespace LocalRag.Evaluation.Datasets;

internal sealed record SquadParagraph(string? Context, [property: JsonPropertyName("qas")] IReadOnlyList<SquadQuestion>? Questions);
