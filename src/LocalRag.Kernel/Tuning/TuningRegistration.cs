using LocalRag.Plugins;
using LocalRag.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Tuning;

internal static class TuningRegistration
{
    /// <summary>Adds the tuner, and puts the profile of this machine and model in force when the host starts.</summary>
    public static ILocalRagBuilder AddTuning(this ILocalRagBuilder builder, TunedSettings settings)
    {
        builder.AddSettings<TuningOptions, TuningOptionsValidator>("Tuning");
        builder.Services.TryAddSingleton(provider => new TuningProfileStore(
            provider.GetRequiredService<IOptions<LocalRagOptions>>(),
            new TuningSubjectReader(provider.GetRequiredService<SettingsCatalog>(), provider.GetRequiredService<IModelStore>())));
        builder.Services.TryAddSingleton(provider => new Tuner(
            provider.GetRequiredService<TuningProfileStore>(),
            new CandidateFactory(provider.GetRequiredService<SettingsCatalog>(), provider.GetRequiredService<PluginHost>()),
            provider.GetRequiredService<IMemoryArbiter>(),
            provider.GetRequiredService<IOptionsMonitor<TuningOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton(provider => new OnlineTuning(
            provider.GetRequiredService<SettingsCatalog>(),
            settings,
            provider.GetRequiredService<TuningProfileStore>(),
            provider.GetRequiredService<IMemoryArbiter>(),
            provider.GetRequiredService<IOptionsMonitor<TuningOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OnlineTuning>>()));
        builder.Services.AddSingleton<IHostedService>(provider => new TuningStartup(
            provider.GetRequiredService<TuningProfileStore>(),
            new TuningKeys(provider.GetRequiredService<SettingsCatalog>()),
            settings,
            provider.GetRequiredService<IOptionsMonitor<TuningOptions>>(),
            provider.GetRequiredService<IOptionsMonitor<PluginsOptions>>(),
            provider.GetRequiredService<ILogger<TuningStartup>>()));
        return builder;
    }
}
