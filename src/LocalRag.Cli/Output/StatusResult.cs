namespace LocalRag.Cli.Output;

/// <summary>What <c>status --json</c> writes.</summary>
internal sealed record StatusResult(string Version, string DataDirectory, IndexResult Index, IReadOnlyList<ModelResult> Models);
