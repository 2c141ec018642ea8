using Microsoft.Extensions.Configuration;

namespace LocalRag.Cli.Hosting;

/// <summary>Settings that a command changes while it runs, above every other source.</summary>
internal sealed class LiveSettings(string name) : ConfigurationProvider, IConfigurationSource
{
    private readonly Lock _lock = new();

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Changes a setting, and has the host read its options again.</summary>
    public void Change(string key, string? value)
    {
        lock (_lock)
        {
            // Readers may be in the dictionary: another takes its place.
            Data = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase)
            {
                [$"{Microsoft.Extensions.DependencyInjection.LocalRagServiceCollectionExtensions.SectionName}:{key}"] = value,
            };
        }

        OnReload();
    }

    public override string ToString() => name;
}
