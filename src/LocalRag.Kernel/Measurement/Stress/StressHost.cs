using LocalRag.Ingestion;
using LocalRag.Memory;
using LocalRag.Memory.Platform;
using LocalRag.Plugins;
using LocalRag.Settings;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement.Stress;

/// <summary>The services of the host that a run puts under stress.</summary>
internal sealed record StressHost(
    IChatClient Answers,
    IRetriever Retriever,
    IDocumentIndex Index,
    DocumentIngestor Ingestor,
    PluginHost Plugins,
    SettingsCatalog Settings,
    IMemorySystem Memory,
    MemoryLedger Ledger,
    TimeProvider TimeProvider);
