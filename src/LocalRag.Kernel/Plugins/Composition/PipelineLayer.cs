using LocalRag.Pipelines;
using LocalRag.Plugins.Health;

namespace LocalRag.Plugins.Composition;

/// <summary>A stretch of a pipeline as it was composed: one plugin's layers, or the host's innermost service.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="PluginId">The plugin; null for the host.</param>
/// <param name="Service">Its outermost layer.</param>
/// <param name="Meter">What has passed it.</param>
internal sealed record PipelineLayer(PipelineKind Pipeline, string? PluginId, object Service, BoundaryMeter Meter)
{
    public ValueTask DisposeServiceAsync()
    {
        (Service as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    public string ClassName => (Service is IDeferred deferred ? deferred.ServiceType : Service.GetType()).Name;
}
