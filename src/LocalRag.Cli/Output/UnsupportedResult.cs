namespace LocalRag.Cli.Output;

/// <summary>A number or name in an answer that no passage holds.</summary>
internal sealed record UnsupportedResult(string Text, int Start, int End);
