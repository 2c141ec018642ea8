namespace LocalRag.Measurement;

/// <summary>A line of a file of prompts.</summary>
internal sealed record PromptLine(
    string? Id, string? Question, IReadOnlyList<string>? Turns, string? Document, string? Phrase, IReadOnlyList<string>? Rephrasings);
