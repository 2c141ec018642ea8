namespace LocalRag.Answers;

/// <summary>A part of a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends, exclusive.</param>
internal readonly record struct TextSpan(int Start, int End)
{
    public string Of(string text) => text[Start..End];

    public bool Overlaps(int start, int end) => start < End && end > Start;
}
