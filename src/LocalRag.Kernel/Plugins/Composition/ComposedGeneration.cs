using LocalRag.Pipelines;

namespace LocalRag.Plugins.Composition;

/// <summary>A generation with the plugins that it consists of.</summary>
/// <param name="Generation">What calls lease.</param>
/// <param name="Plugins">The plugins, outermost first.</param>
/// <param name="Layers">The stretches of the pipelines, innermost first within each.</param>
internal sealed record ComposedGeneration(Generation Generation, IReadOnlyList<PluginInstance> Plugins, IReadOnlyList<PipelineLayer> Layers)
{
    public IReadOnlyList<PipelineDescription> Describe() => [.. Enum.GetValues<PipelineKind>().Select(Describe)];

    private PipelineDescription Describe(PipelineKind kind)
    {
        Dictionary<string, int> orders = Plugins.ToDictionary(plugin => plugin.Id, plugin => plugin.Package.Metadata.Order);
        return new PipelineDescription(kind, [.. Layers.Where(layer => layer.Pipeline == kind).Reverse().Select(layer => new PipelineLayerDescription(
            layer.PluginId ?? "host",
            layer.PluginId is null ? null : orders[layer.PluginId],
            layer.ListClasses(),
            layer.Meter.Calls,
            layer.Meter.OwnTime))]);
    }
}
