using System.Reflection;
using LocalRag.Pipelines;
using LocalRag.Plugins.Health;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Composition;

/// <summary>A stretch of a pipeline as it was composed: one plugin's layers, or the host's innermost service.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="PluginId">The plugin; null for the host.</param>
/// <param name="Service">Its outermost layer.</param>
/// <param name="Meter">What has passed it.</param>
internal sealed record PipelineLayer(PipelineKind Pipeline, string? PluginId, object Service, BoundaryMeter Meter)
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    /// <summary>Returns the classes of the layers, outermost first, as far as each says what it stands around; a class that does not is the last one.</summary>
    public IReadOnlyList<string> ListClasses()
    {
        List<string> classes = [];
        for (object? layer = Service; layer is not null && (layer == Service || !IsBoundary(layer)); layer = FindInner(layer))
        {
            classes.Add(TypeName(layer is IDeferred deferred ? deferred.ServiceType : layer.GetType()));
        }

        return classes;
    }

    public ValueTask DisposeServiceAsync()
    {
        (Service as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsBoundary(object layer) => layer is BoundaryChatClient or BoundaryEmbeddingGenerator or BoundaryRetriever or IDeferred;

    // What layers have in common: they keep what they stand around in a property or a field of one of these base classes.
    private static object? FindInner(object layer)
    {
        for (Type? type = layer.GetType(); type is not null; type = type.BaseType)
        {
            if ((type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DelegatingEmbeddingGenerator<,>))
                || type == typeof(DelegatingChatClient) || type == typeof(DelegatingRetriever))
            {
                return (type.GetProperty("InnerClient", Members) ?? type.GetProperty("InnerGenerator", Members) ?? type.GetProperty("InnerRetriever", Members))?.GetValue(layer);
            }
        }

        return null;
    }

    private static string TypeName(Type type) => type.IsGenericType ? type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.Name;
}
