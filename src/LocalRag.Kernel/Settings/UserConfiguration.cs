using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace LocalRag.Settings;

/// <summary>The application's configuration as one source above another. Unlike the framework's chained source it passes empty values on: they are refused, not ignored.</summary>
internal sealed class UserConfiguration(IConfiguration configuration) : IConfigurationSource, IConfigurationProvider
{
    public IConfiguration Configuration => configuration;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public bool TryGet(string key, out string? value)
    {
        value = configuration[key];
        return value is not null;
    }

    public void Set(string key, string? value) => configuration[key] = value;

    public IChangeToken GetReloadToken() => configuration.GetReloadToken();

    public void Load()
    {
        // The application loads its own.
    }

    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) =>
        [.. (parentPath is null ? configuration : configuration.GetSection(parentPath)).GetChildren()
            .Select(child => child.Key)
            .Concat(earlierKeys)
            .Order(ConfigurationKeyComparer.Instance)];

    public override string ToString() => "configuration";
}
