using LocalRag.Plugins.Health;

namespace LocalRag.Plugins.Composition;

/// <summary>A stretch of a pipeline as it was composed: one plugin's layers, or the host's innermost service.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="PluginId">The plugin; null for the host.</param>
/// <param name="Outermost">The class of its outermost layer.</param>
/// <param name="Meter">What has passed it.</param>
internal sealed record PipelineLayer(PipelineKind Pipeline, string? PluginId, string Outermost, BoundaryMeter Meter);
