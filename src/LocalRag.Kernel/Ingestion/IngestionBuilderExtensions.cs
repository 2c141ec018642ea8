using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Ingestion;

/// <summary>Adds the ingestion of documents to a host.</summary>
internal static class IngestionBuilderExtensions
{
    public static ILocalRagBuilder AddIngestion(this ILocalRagBuilder builder)
    {
        builder.AddSettings<IngestionOptions, IngestionOptionsValidator>("Ingestion");
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new DocumentIngestor(
            services.GetRequiredService<IDocumentIndex>(),
            // Asked for only when something is ingested: a missing model must not keep a host from starting.
            services.GetService<IEmbeddingGenerator<string, Embedding<float>>>,
            services.GetRequiredService<IOptionsMonitor<IngestionOptions>>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<DocumentIngestor>>()));
        return builder;
    }
}
