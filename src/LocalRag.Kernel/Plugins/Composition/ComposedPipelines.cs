using LocalRag.Pipelines;

namespace LocalRag.Plugins.Composition;

/// <summary>Four chains around the engines. Disposing them disposes the plugins' layers, and never an engine.</summary>
/// <param name="Heads">The outermost service of each pipeline.</param>
/// <param name="Layers">What they consist of, innermost first within each pipeline.</param>
internal sealed record ComposedPipelines(PipelineSet Heads, IReadOnlyList<PipelineLayer> Layers)
{
    /// <summary>Disposes the layers of each plugin, outermost first; one that throws or hangs does not keep the others.</summary>
    /// <returns>What went wrong, as text, with the plugin that it comes from.</returns>
    public async Task<IReadOnlyList<(string PluginId, string Failure)>> DisposeLayersAsync(TimeSpan limit, TimeProvider timeProvider)
    {
        List<(string PluginId, string Failure)> failures = [];
        foreach (PipelineLayer layer in Layers.Reverse().Where(layer => layer.PluginId is not null))
        {
            if (await PluginExit.RunAsync(layer.DisposeServiceAsync, limit, timeProvider) is { } failure)
            {
                failures.Add((layer.PluginId!, failure));
            }
        }

        return failures;
    }
}
