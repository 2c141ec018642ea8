namespace LocalRag.Cli.Output;

/// <summary>What <c>db check --json</c> writes.</summary>
internal sealed record DatabaseCheckResult(bool Sound, IReadOnlyList<string> Problems);
