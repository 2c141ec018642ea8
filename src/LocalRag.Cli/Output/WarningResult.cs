namespace LocalRag.Cli.Output;

/// <summary>A warning, as <c>--json</c> writes it to standard error.</summary>
internal sealed record WarningResult(string Warning);
