using Microsoft.Extensions.DependencyInjection;

[assembly: LocalRag.RagPlugin("memory", Order = 900)]

namespace LocalRag.Plugins.Memory;

/// <summary>Holds the host to little memory: a context as small as its requests, models that go when nobody asks, caches that give way, and a tidy heap in pauses.</summary>
/// <remarks>The host does the work. What the user has set stands above every proposal, and all of them go with the plugin.</remarks>
public sealed class MemoryPlugin : RagPlugin
{
    /// <inheritdoc/>
    public override void Configure(IRagPluginBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        MemoryOptions options = MemoryOptions.Read(builder.Configuration);
        foreach ((string key, string value) in MemoryProposals.Make(options, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
        {
            builder.Settings[key] = value;
        }

        builder.Services.AddSingleton(services => new IdleWatch(
            services.GetRequiredService<IMemoryArbiter>(), services.GetRequiredService<TimeProvider>(), options.IdleCompact));
        builder.Chat.Use(static (inner, services) => new WatchedChatClient(inner, services.GetRequiredService<IdleWatch>()));
        builder.Embeddings.Use(static (inner, services) => new BudgetedEmbeddingGenerator(
            inner, services.GetRequiredService<IMemoryArbiter>(), services.GetRequiredService<IdleWatch>()));
    }
}
