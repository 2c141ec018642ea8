namespace LocalRag.Plugins.Packaging;

/// <summary>Finds the plugins in the plugin folders and takes them to the stage. Nothing of them is loaded.</summary>
/// <param name="folders">The plugin folders; where two hold a plugin of the same name, the later one stands.</param>
/// <param name="optimizers">The folder of the plugins that come with the application; any other of the same name stands before them.</param>
/// <param name="stage">Reads, checks and copies them.</param>
internal sealed class PluginCatalog(IReadOnlyList<string> folders, string optimizers, PluginStage stage)
{
    /// <summary>Gets the folders of the plugins that are loaded without being asked for.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>Returns a version of a plugin that was staged before; null where it is not there any more.</summary>
    /// <exception cref="PluginRefusedException">Its files are not what was staged.</exception>
    public PluginPackage? FindStaged(string contentHash, string sourceDirectory) => stage.TakeStaged(contentHash, sourceDirectory) is { } package
        ? package with { IsOptimizer = Path.GetDirectoryName(sourceDirectory) == optimizers }
        : null;

    /// <summary>Deletes staged versions that nobody needs and nobody has used for long.</summary>
    public void Prune(IReadOnlySet<string> kept, DateTimeOffset now) => stage.Prune(kept, now);

    /// <summary>Reads the plugins that come with the application.</summary>
    public PluginCatalogScan ScanOptimizers() => Scan([optimizers]);

    /// <summary>Reads all plugin folders.</summary>
    /// <param name="withOptimizers">Whether the plugins that come with the application are read too: a host that has none of them on need not wait for that.</param>
    public PluginCatalogScan Scan(bool withOptimizers = true) => Scan(withOptimizers ? [optimizers, .. folders] : folders);

    private PluginCatalogScan Scan(IReadOnlyList<string> read)
    {
        Dictionary<string, PluginPackage> packages = new(StringComparer.Ordinal);
        List<PluginRefusedException> refusals = [];
        foreach (string folder in read.Where(Directory.Exists))
        {
            foreach (string directory in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            {
                // A name that begins with a dot is somebody's copy on its way, or a tool's own.
                if (Path.GetFileName(directory).StartsWith('.'))
                {
                    continue;
                }

                try
                {
                    PluginPackage package = stage.Take(directory);
                    packages[package.Id] = package with { IsOptimizer = folder == optimizers };
                }
                catch (PluginRefusedException refusal)
                {
                    refusals.Add(refusal);
                }
            }
        }

        return new PluginCatalogScan([.. packages.Values], refusals);
    }
}
