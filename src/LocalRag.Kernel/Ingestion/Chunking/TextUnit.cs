using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Chunking;

/// <summary>A sentence, a line, a row, or a part of one that is too long, counted once.</summary>
/// <param name="Block">The block that it stands in.</param>
/// <param name="Span">Where in the block.</param>
/// <param name="Tokens">Its length in tokens.</param>
/// <param name="FirstLine">The source line of its first character.</param>
/// <param name="LastLine">The source line of its last character.</param>
/// <param name="IsSentence">Whether it is a whole sentence of running text: those are counted, and may be repeated.</param>
internal readonly record struct TextUnit(TextBlock Block, TextSpan Span, int Tokens, int? FirstLine, int? LastLine, bool IsSentence);
