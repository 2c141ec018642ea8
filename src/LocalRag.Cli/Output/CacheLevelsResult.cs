namespace LocalRag.Cli.Output;

/// <summary>What <c>/cache</c> writes in <c>chat --json</c>.</summary>
internal sealed record CacheLevelsResult(IReadOnlyList<CacheLevelResult> Levels);
