namespace LocalRag.Cli.Output;

/// <summary>Words between quotation marks in an answer, and whether a passage holds them.</summary>
internal sealed record QuoteResult(string Text, int Start, int End, bool Verified);
