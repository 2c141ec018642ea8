namespace LocalRag.Cli.Output;

/// <summary>What <c>cache clear --json</c> writes.</summary>
internal sealed record CacheClearedResult(string File, long Vectors);
