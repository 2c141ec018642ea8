using LocalRag.Answers;
using LocalRag.Measurement;
using LocalRag.Pipelines;
using LocalRag.Plugins.Composition;
using LocalRag.Plugins.Loading;
using LocalRag.Plugins.Packaging;
using LocalRag.Plugins.Unloading;
using LocalRag.Retrieval;
using LocalRag.Settings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins;

internal static class PluginsRegistration
{
    /// <summary>Adds the plugin host, and puts the stable fronts of the four pipelines before its generations.</summary>
    /// <remarks>An application brings an engine of its own by registering it with the key <see cref="LocalRagKeys.Engine"/>, after ours.</remarks>
    public static ILocalRagBuilder AddPlugins(this ILocalRagBuilder builder, PluginSettings settings)
    {
        builder.AddSettings<PluginsOptions, PluginsOptionsValidator>("Plugins");
        builder.Services.TryAddSingleton(provider => CreateHost(provider, builder, settings));
        builder.Services.TryAddSingleton<IChatClient>(provider => new SwappableChatClient(Switch(provider), generation => generation.Chat));
        builder.Services.TryAddKeyedSingleton<IChatClient>(
            LocalRagKeys.Answers, (provider, _) => new SwappableChatClient(Switch(provider), generation => generation.Answers));
        builder.Services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            provider => new SwappableEmbeddingGenerator(Switch(provider)));
        builder.Services.TryAddSingleton<IRetriever>(provider => new SwappableRetriever(Switch(provider)));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PluginStartup>());
        return builder;
    }

    private static GenerationSwitch Switch(IServiceProvider provider) => provider.GetRequiredService<PluginHost>().Switch;

    private static PluginHost CreateHost(IServiceProvider provider, ILocalRagBuilder builder, PluginSettings settings)
    {
        IOptionsMonitor<PluginsOptions> options = provider.GetRequiredService<IOptionsMonitor<PluginsOptions>>();
        string folder = Path.GetFullPath(options.CurrentValue.Directory);
        TimeProvider timeProvider = provider.GetRequiredService<TimeProvider>();
        PluginStage stage = new(Path.Combine(folder, ".staged"), SharedAssemblies.Names);
        PluginCatalog catalog = new([Path.Combine(AppContext.BaseDirectory, "plugins"), folder], Path.GetFullPath(options.CurrentValue.OptimizersDirectory), stage);
        PipelineComposer composer = new(
            embeddings => new DeferredRetriever(() => ActivatorUtilities.CreateInstance<HybridRetriever>(provider, embeddings), typeof(HybridRetriever)),
            (retriever, chat) => new DeferredChatClient(() => ActivatorUtilities.CreateInstance<RagChatClient>(provider, retriever, chat), typeof(RagChatClient)),
            timeProvider,
            () => options.CurrentValue.LayerDeadline);
        EngineSet engines = new(
            new MeasuringChatClient(new DeferredChatClient(() => provider.GetKeyedService<IChatClient>(LocalRagKeys.Engine) ?? throw new LocalRagException(
                "No chat engine is registered.", "Call AddLlamaCpp() on the builder that AddLocalRag returns, or register an IChatClient with the key LocalRagKeys.Engine."))),
            new MeasuringEmbeddingGenerator(new DeferredEmbeddingGenerator(() => provider.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine)
                ?? throw new LocalRagException(
                    "No embedding engine is registered.",
                    "Call AddOnnxEmbeddings() on the builder that AddLocalRag returns, or register an IEmbeddingGenerator<string, Embedding<float>> with the key LocalRagKeys.Engine."))));
        SettingsProposalCheck settingsCheck = new(provider.GetRequiredService<SettingsCatalog>());
        GenerationFactory generations = new(engines, composer, new HostServices(provider, builder.Configuration), settingsCheck, timeProvider);
        PluginUnloadMonitor unloads = new(timeProvider, provider.GetRequiredService<ILogger<PluginUnloadMonitor>>());
        return new PluginHost(
            catalog, new PluginHistory(Path.Combine(folder, ".staged", "versions.json")), generations, settings, unloads, options, timeProvider, provider.GetRequiredService<ILogger<PluginHost>>());
    }
}
