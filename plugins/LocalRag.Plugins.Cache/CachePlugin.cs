using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: LocalRag.RagPlugin("cache", Order = -100)]

namespace LocalRag.Plugins.Cache;

/// <summary>Keeps answers, vectors, lists of passages and responses of the chat model, for as long as they are what would be computed again.</summary>
/// <remarks>
/// Every generation of the pipelines has levels of its own, because another plugin in it may change what is computed; all levels share one budget.
/// </remarks>
public sealed class CachePlugin : RagPlugin
{
    /// <inheritdoc/>
    public override void Configure(IRagPluginBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        CacheOptions options = CacheOptions.Read(builder.Configuration);
        builder.Services.AddSingleton(_ => new CacheBudget(options.BudgetBytes));
        builder.Services.AddSingleton<CacheRegistration>();
        if (options.QueryEntries > 0)
        {
            builder.Answers.Use((inner, services) => services.GetService<IDocumentIndex>() is { } index
                ? new AnswerCache(inner, Level<CachedResponse>(services, "query", options.QueryEntries), Settings(services), index, options.KeepRandom)
                : inner);
        }

        if (options.GenerationEntries > 0)
        {
            builder.Chat.Use((inner, services) => new GenerationCache(
                inner,
                Level<CachedResponse>(services, "generation", options.GenerationEntries),
                Settings(services),
                options.KeepRandom,
                options.Semantic ? Semantic(services, options) : null,
                (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(typeof(CachePlugin).Namespace!)));
        }

        if (options.EmbeddingEntries > 0)
        {
            builder.Embeddings.Use((inner, services) =>
                new EmbeddingCache(
                    inner, Level<Embedding<float>>(services, "embedding", options.EmbeddingEntries), Settings(services),
                    options.KeepOnDisk ? services.GetService<IEmbeddingStore>() : null));
        }

        if (options.RetrievalEntries > 0)
        {
            builder.Retrieval.Use((inner, services) => services.GetService<IDocumentIndex>() is { } index
                ? new RetrievalCache(inner, Level<RetrievalResult>(services, "retrieval", options.RetrievalEntries), Settings(services), index)
                : inner);
        }
    }

    private static CacheLevel<TValue> Level<TValue>(IServiceProvider services, string name, int entries)
        where TValue : class
    {
        services.GetRequiredService<CacheRegistration>();
        return new CacheLevel<TValue>(name, entries, services.GetRequiredService<CacheBudget>(), services.GetRequiredService<TimeProvider>());
    }

    // The generator is asked for when the first question comes: the pipelines are not whole yet.
    private static SemanticKeys Semantic(IServiceProvider services, CacheOptions options) => new(
        Level<AskedQuestions>(services, SemanticKeys.Name, options.GenerationEntries),
        services.GetService<IEmbeddingGenerator<string, Embedding<float>>>,
        options.SemanticThreshold,
        new HitAudit(options.SemanticAuditEvery));

    private static ISettingsFingerprint Settings(IServiceProvider services) => services.GetRequiredService<ISettingsFingerprint>();

    /// <summary>The budget's place in the host's ledger of memory, for as long as the plugin is there.</summary>
    private sealed class CacheRegistration(CacheBudget budget, IEnumerable<IMemoryArbiter> arbiters) : IDisposable
    {
        private readonly IDisposable? _registration = arbiters.FirstOrDefault()?.Register(budget);

        public void Dispose() => _registration?.Dispose();
    }
}
