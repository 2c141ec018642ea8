namespace LocalRag.Answers;

/// <summary>A word of a text.</summary>
/// <param name="Stem">What it is compared by: lower case, without common endings, numbers without separators.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct Word(string Stem, int Start, int Length);
