namespace LocalRag.Plugins;

/// <summary>A pipeline as it really is.</summary>
/// <param name="Pipeline">Which one.</param>
/// <param name="Layers">What it consists of, outermost first.</param>
public sealed record PipelineDescription(PipelineKind Pipeline, IReadOnlyList<PipelineLayerDescription> Layers);

/// <summary>A stretch of a pipeline: one plugin's layers, or the host's innermost service.</summary>
/// <param name="Owner">The plugin; <c>host</c> for the innermost service.</param>
/// <param name="Order">The plugin's order; null for the host.</param>
/// <param name="Classes">The classes of its layers, outermost first.</param>
/// <param name="Calls">How many calls have gone into it.</param>
/// <param name="OwnTime">The time spent in it, without what it calls.</param>
public sealed record PipelineLayerDescription(string Owner, int? Order, IReadOnlyList<string> Classes, long Calls, TimeSpan OwnTime);
