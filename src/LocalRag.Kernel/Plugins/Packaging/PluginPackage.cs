namespace LocalRag.Plugins.Packaging;

/// <summary>A plugin whose bytes have been read once, checked, and copied to a folder named by their hash. It is loaded from there.</summary>
/// <param name="Metadata">What the plugin says about itself.</param>
/// <param name="SourceDirectory">The folder that it was found in.</param>
/// <param name="ContentHash">SHA-256 over the names and contents of its files, in lower-case hexadecimal.</param>
/// <param name="MainAssembly">The full path of the staged plugin assembly.</param>
/// <param name="LeftOut">The files that were not taken, each with the reason.</param>
internal sealed record PluginPackage(
    PluginMetadata Metadata,
    string SourceDirectory,
    string ContentHash,
    string MainAssembly,
    IReadOnlyList<string> LeftOut)
{
    public string Id => Metadata.Id;

    /// <summary>Gets a value indicating whether it comes with the application, and is loaded only where it is asked for.</summary>
    public bool IsOptimizer { get; init; }
}
