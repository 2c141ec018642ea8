namespace LocalRag.Cli.Output;

/// <summary>An error, as <c>--json</c> writes it to standard error.</summary>
internal sealed record ErrorResult(string Error, string? NextStep);
