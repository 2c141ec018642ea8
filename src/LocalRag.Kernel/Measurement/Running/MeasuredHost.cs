using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Measurement;

/// <summary>A variant with the host that is being measured, or the folder for one.</summary>
/// <param name="variant">The variant.</param>
/// <param name="dataDirectory">The host's data folder.</param>
/// <param name="host">The host; null where the workload starts processes.</param>
internal sealed class MeasuredHost(VariantDefinition variant, string dataDirectory, BenchmarkHost? host) : IAsyncDisposable
{
    public VariantDefinition Variant { get; } = variant;

    public string DataDirectory { get; } = dataDirectory;

    public IServiceProvider Services => host?.Services ?? throw new InvalidOperationException($"{Variant.Name} runs in a process of its own.");

    public IChatClient Answers => Services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);

    public ValueTask DisposeAsync() => host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
