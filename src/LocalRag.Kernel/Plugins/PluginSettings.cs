using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins;

/// <summary>The layer of the configuration that holds what plugins propose: above the defaults, below everything that the user sets.</summary>
internal sealed class PluginSettings : ConfigurationProvider, IConfigurationSource
{
    private readonly string _root;
    private Dictionary<string, string> _owners = new(StringComparer.OrdinalIgnoreCase);

    public PluginSettings(string root) => _root = root;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Takes what the plugins of a generation propose, in place of what those before proposed.</summary>
    /// <param name="proposals">The plugins, outermost first, each with its settings; where two propose the same key, the inner one stands.</param>
    public void Replace(IEnumerable<(string PluginId, IReadOnlyDictionary<string, string?> Settings)> proposals)
    {
        Dictionary<string, string?> data = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, string> owners = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string plugin, IReadOnlyDictionary<string, string?> settings) in proposals)
        {
            foreach ((string key, string? value) in settings)
            {
                string path = ConfigurationPath.Combine(_root, key);
                data[path] = value;
                owners[path] = plugin;
            }
        }

        bool changed = data.Count != Data.Count || data.Any(pair => !Data.TryGetValue(pair.Key, out string? old) || old != pair.Value);
        Data = data;
        _owners = owners;
        if (changed)
        {
            OnReload();
        }
    }

    /// <summary>Returns who proposed a key.</summary>
    public string? FindOwner(string path) => _owners.GetValueOrDefault(path);

    public override string ToString() => "plugins";
}
