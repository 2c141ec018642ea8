using LocalRag.Ingestion;
using LocalRag.Memory;
using LocalRag.Memory.Platform;
using LocalRag.Plugins;
using LocalRag.Settings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Measurement.Stress;

internal static class StressRegistration
{
    public static ILocalRagBuilder AddStress(this ILocalRagBuilder builder)
    {
        builder.Services.AddTransient(services => new StressRunner(new StressHost(
            services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers),
            services.GetRequiredService<IRetriever>(),
            services.GetRequiredService<IDocumentIndex>(),
            services.GetRequiredService<DocumentIngestor>(),
            services.GetRequiredService<PluginHost>(),
            services.GetRequiredService<SettingsCatalog>(),
            services.GetRequiredService<IMemorySystem>(),
            services.GetRequiredService<MemoryArbiter>().Ledger,
            services.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
