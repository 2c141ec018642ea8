using System.Text.Json.Serialization;

namespace LocalRag.Evaluation.Datasets;

/// <summary>A line of <c>corpus.jsonl</c> or <c>queries.jsonl</c>.</summary>
internal sealed record BeirText([property: JsonPropertyName("_id")] string? Id, string? Title, string? Text);
