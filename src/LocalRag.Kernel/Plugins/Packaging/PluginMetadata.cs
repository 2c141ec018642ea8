namespace LocalRag.Plugins.Packaging;

/// <summary>What a plugin's file says about itself, read without loading it.</summary>
/// <param name="Id">The plugin's name.</param>
/// <param name="Version">The version of its assembly.</param>
/// <param name="Order">Where its layers stand; lower is further out.</param>
/// <param name="Requires">The plugins that it can't do without.</param>
/// <param name="After">The plugins that stand further out if they are there.</param>
/// <param name="ContractVersion">The version of the contract that it was compiled against.</param>
/// <param name="References">The assemblies that it refers to.</param>
internal sealed record PluginMetadata(
    string Id,
    Version Version,
    int Order,
    IReadOnlyList<string> Requires,
    IReadOnlyList<string> After,
    Version ContractVersion,
    IReadOnlyList<string> References);
