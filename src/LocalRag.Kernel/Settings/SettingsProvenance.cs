using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace LocalRag.Settings;

/// <summary>Finds who set a key, by asking the sources of the configuration one by one, the last first.</summary>
internal sealed class SettingsProvenance(IConfigurationSection section, IConfigurationRoot? root)
{
    private readonly IConfigurationProvider[] _providers = root is null ? [] : [.. Flatten(root)];

    /// <summary>Returns who set a key, or null where nobody did.</summary>
    public string? FindSource(string key, bool hasChildren)
    {
        string path = ConfigurationPath.Combine(section.Path, key);
        foreach (IConfigurationProvider provider in _providers.Reverse())
        {
            if (provider.TryGet(path, out _) || (hasChildren && provider.GetChildKeys([], path).Any()))
            {
                return Describe(provider, path);
            }
        }

        IConfigurationSection own = section.GetSection(key);
        return _providers.Length == 0 && own.Exists() ? "configuration" : null;
    }

    /// <summary>Returns every key that any source sets under the section, with its source, also where a later source sets it again.</summary>
    public IEnumerable<(string Key, string Source)> ListKeys()
    {
        if (_providers.Length == 0)
        {
            return section.AsEnumerable(makePathsRelative: true)
                .Where(pair => pair.Value is not null)
                .Select(pair => (pair.Key, "configuration"));
        }

        return _providers.SelectMany(provider => ListLeaves(provider, section.Path)
            .Select(path => (path[(section.Path.Length + 1)..], Describe(provider, path))));
    }

    private static IEnumerable<string> ListLeaves(IConfigurationProvider provider, string parent)
    {
        foreach (string child in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            string path = ConfigurationPath.Combine(parent, child);
            bool hasChildren = false;
            foreach (string leaf in ListLeaves(provider, path))
            {
                hasChildren = true;
                yield return leaf;
            }

            if (!hasChildren)
            {
                yield return path;
            }
        }
    }

    private static IEnumerable<IConfigurationProvider> Flatten(IConfigurationRoot root) => root.Providers.SelectMany(provider =>
        provider switch
        {
            UserConfiguration { Configuration: IConfigurationRoot inner } => Flatten(inner),
            ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } => Flatten(inner),
            _ => [provider],
        });

    private static string Describe(IConfigurationProvider provider, string path) => provider switch
    {
        FileConfigurationProvider { Source: { Path: { } file } source } => source.FileProvider?.GetFileInfo(file).PhysicalPath ?? file,
        EnvironmentVariablesConfigurationProvider => $"environment variable {FindVariable(path)}",
        MemoryConfigurationProvider => "application code",
        Plugins.PluginSettings plugins => Setting.SourceOfPlugin(plugins.FindOwner(path)),
        // Any other source says who it is by its ToString: the command line, a plugin, a tuned profile.
        _ => provider.ToString() ?? provider.GetType().Name,
    };

    private static string FindVariable(string path) => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .FirstOrDefault(name => name.Replace("__", ":", StringComparison.Ordinal).EndsWith(path, StringComparison.OrdinalIgnoreCase))
        ?? path.Replace(":", "__", StringComparison.Ordinal);
}
