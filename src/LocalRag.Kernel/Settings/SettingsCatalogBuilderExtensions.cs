using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Settings;

/// <summary>Adds the list of settings to a host.</summary>
internal static class SettingsCatalogBuilderExtensions
{
    /// <summary>Adds a <see cref="SettingsCatalog"/>, and refuses to start on settings that cannot be right.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="configuration">The application's configuration; its sources are named as who set a value where it is a root.</param>
    public static ILocalRagBuilder AddSettingsCatalog(this ILocalRagBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(services => new SettingsCatalog(
            services, builder.Configuration, configuration as IConfigurationRoot));
        builder.Services.TryAddSingleton<ISettingsFingerprint>(_ => new SettingsFingerprint(builder.Configuration));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SettingsStartupCheck>());
        return builder;
    }
}
