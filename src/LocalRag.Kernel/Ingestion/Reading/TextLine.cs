namespace LocalRag.Ingestion.Reading;

/// <summary>A line of text, or a part of one that is too long to be held.</summary>
/// <param name="Text">The characters without the line break.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Continues">Whether the line's beginning has been handed out before.</param>
internal readonly record struct TextLine(string Text, int Number, bool Continues);
