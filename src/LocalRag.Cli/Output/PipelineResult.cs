namespace LocalRag.Cli.Output;

/// <summary>What <c>pipeline --json</c> writes.</summary>
internal sealed record PipelineResult(IReadOnlyList<PipelineLayerResult> Layers);

/// <summary>A layer of a pipeline in <c>pipeline --json</c>; outermost first within each.</summary>
internal sealed record PipelineLayerResult(string Pipeline, string Owner, int? Order, string Class);
