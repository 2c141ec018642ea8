namespace LocalRag.Measurement;

/// <summary>A question of a benchmark, and what is known of its answer.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Turns">The question; of a conversation also those that come before it.</param>
/// <param name="Document">The document that answers it, relative to the corpus; null where none does.</param>
/// <param name="Phrase">Words that a right answer contains; null where there is none.</param>
/// <param name="Rephrasings">Other wordings of it.</param>
internal sealed record BenchmarkPrompt(
    string Id, IReadOnlyList<string> Turns, string? Document, string? Phrase, IReadOnlyList<string> Rephrasings)
{
    /// <summary>Gets the question itself.</summary>
    public string Text => Turns[^1];
}
