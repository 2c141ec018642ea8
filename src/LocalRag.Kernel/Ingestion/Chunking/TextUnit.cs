using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Chunking;

/// <summary>A sentence, a line or a row, counted once.</summary>
internal readonly record struct TextUnit(TextBlock Block, TextSpan Span, int Tokens, int? FirstLine, int? LastLine)
{
    public bool IsSentence => Block.Kind == TextKind.Prose;
}
