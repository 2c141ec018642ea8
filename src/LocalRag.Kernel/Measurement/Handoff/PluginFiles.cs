namespace LocalRag.Measurement;

/// <summary>Lists the sources of the plugins of a source tree.</summary>
internal static class PluginFiles
{
    private const string Folder = "plugins";

    private static readonly string[] s_built = ["bin", "obj"];

    /// <summary>Returns them relative to the tree, with forward slashes; none where it has no plugins.</summary>
    public static IReadOnlyList<string> List(string tree)
    {
        string folder = Path.Combine(tree, Folder);
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(tree, path).Replace('\\', '/'))
                .Where(path => !path.Split('/').Any(s_built.Contains))
                .Order(StringComparer.Ordinal),
        ];
    }
}
