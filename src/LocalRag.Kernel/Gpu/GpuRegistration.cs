using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalRag.Gpu;

internal static class GpuRegistration
{
    /// <summary>Adds what the host tells about graphics processors.</summary>
    public static ILocalRagBuilder AddGpu(this ILocalRagBuilder builder)
    {
        builder.AddSettings<GpuOptions, GpuOptionsValidator>("Gpu");
        builder.Services.TryAddSingleton(_ => GpuMonitor.CreateSystem());
        builder.Services.TryAddSingleton(services => new GpuMonitor(services.GetRequiredService<IGpuSystem>(), services.GetRequiredService<ILogger<GpuMonitor>>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GpuTelemetry>());
        return builder;
    }
}
