namespace LocalRag.Cli.Output;

/// <summary>What the <c>models</c> commands write with <c>--json</c>.</summary>
internal sealed record ModelsResult(IReadOnlyList<CatalogModelResult> Models);
