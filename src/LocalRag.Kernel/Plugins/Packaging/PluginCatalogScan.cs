namespace LocalRag.Plugins.Packaging;

/// <summary>What the plugin folders held at one moment.</summary>
/// <param name="Packages">The plugins that could be staged, one for each name.</param>
/// <param name="Refusals">Why others could not.</param>
internal sealed record PluginCatalogScan(IReadOnlyList<PluginPackage> Packages, IReadOnlyList<PluginRefusedException> Refusals)
{
    public static PluginCatalogScan Empty { get; } = new([], []);
}
