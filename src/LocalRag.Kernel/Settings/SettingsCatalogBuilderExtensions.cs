using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Settings;

/// <summary>Adds the list of settings to a host.</summary>
internal static class SettingsCatalogBuilderExtensions
{
    /// <summary>Adds a <see cref="SettingsCatalog"/>, and refuses to start on settings that cannot be right.</summary>
    public static ILocalRagBuilder AddSettingsCatalog(this ILocalRagBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(services => new SettingsCatalog(services, builder.Configuration));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SettingsStartupCheck>());
        return builder;
    }
}
