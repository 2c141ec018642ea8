using LocalRag.Measurement;
using LocalRag.Memory.Platform;
using LocalRag.Memory.Reporting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Memory;

internal static class MemoryRegistration
{
    /// <summary>Adds the host's budget and ledger of memory.</summary>
    public static ILocalRagBuilder AddMemory(this ILocalRagBuilder builder)
    {
        builder.AddSettings<MemoryOptions, MemoryOptionsValidator>("Memory");
        builder.Services.TryAddSingleton(_ => MemorySystem.Create());
        builder.Services.TryAddSingleton<MemoryArbiter>();
        builder.Services.TryAddSingleton<IMemoryArbiter>(services => services.GetRequiredService<MemoryArbiter>());
        builder.Services.TryAddSingleton(services => new MemoryReporter(services.GetRequiredService<MemoryArbiter>(), services.GetRequiredService<IMemorySystem>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MemoryMonitor>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, MemoryTelemetry>());
        return builder;
    }
}
