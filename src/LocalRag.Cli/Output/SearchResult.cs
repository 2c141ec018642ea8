namespace LocalRag.Cli.Output;

/// <summary>What <c>search --json</c> writes.</summary>
internal sealed record SearchResult(string Query, long IndexVersion, string? Degraded, IReadOnlyList<PassageResult> Passages);
