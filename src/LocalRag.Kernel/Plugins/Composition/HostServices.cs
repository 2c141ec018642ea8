using LocalRag.Memory;
using LocalRag.Settings;
using LocalRag.Tuning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocalRag.Plugins.Composition;

/// <summary>Makes the container of a plugin: its own services, and those of the host that plugins may use.</summary>
/// <remarks>
/// A plugin's types never reach the host's provider, which remembers every type that it was ever asked for and so would keep the plugin's assembly.
/// </remarks>
internal sealed partial class HostServices(IServiceProvider host, IConfiguration configuration)
{
    public PluginBuilder CreateBuilder(string pluginId)
    {
        IConfigurationSection section = configuration.GetSection($"Plugins:{pluginId}");
        ServiceCollection services = [];
        services.AddOptions();
        services.AddMetrics();
        services.AddSingleton<IConfiguration>(section);
        services.AddSingleton(host.GetRequiredService<TimeProvider>());
        services.AddSingleton(host.GetRequiredService<ILoggerFactory>());
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        AddShared<IDocumentIndex>(services);
        AddShared<IModelStore>(services);
        AddShared<ISettingsFingerprint>(services);
        AddShared<IEmbeddingStore>(services);
        if (host.GetService<IMemoryArbiter>() is { } memory)
        {
            services.AddSingleton<IMemoryArbiter>(_ => new PluginMemoryArbiter(memory));
        }

        if (host.GetService<OnlineTuning>() is { } tuning)
        {
            services.AddSingleton<ITuning>(_ => new PluginTuning(tuning));
        }

        return new PluginBuilder(services, section);
    }

    /// <summary>Returns those of a plugin's proposals that are for parts which this host has: a host with another engine than ours takes the rest.</summary>
    public IReadOnlyDictionary<string, string?> SelectSettings(string pluginId, IDictionary<string, string?> proposals)
    {
        ILookup<bool, KeyValuePair<string, string?>> byPart = proposals.ToLookup(proposal => host.GetRequiredService<SettingsCatalog>().HasPart(proposal.Key));
        if (byPart[false].Any())
        {
            LogLeftOut(host.GetRequiredService<ILogger<HostServices>>(), pluginId, string.Join(", ", byPart[false].Select(proposal => proposal.Key)));
        }

        return new Dictionary<string, string?>(byPart[true], StringComparer.OrdinalIgnoreCase);
    }

    [LoggerMessage(LogLevel.Information, "The plugin {Plugin} proposes settings of parts that this host does not have, which are left out: {Keys}")]
    private static partial void LogLeftOut(ILogger logger, string plugin, string keys);

    // An instance, not a factory: a container disposes what its factories made, and these are the host's.
    private void AddShared<T>(ServiceCollection services)
        where T : class
    {
        if (host.GetService<T>() is { } service)
        {
            services.AddSingleton(service);
        }
    }
}
