using Microsoft.Extensions.FileSystemGlobbing;

namespace LocalRag.Ingestion.Discovery;

/// <summary>Turns the paths that a user names into roots.</summary>
internal static class SourceRoots
{
    private const char Wildcard = '*';

    /// <summary>Returns the root that a path names, or null where there is no such file or folder.</summary>
    public static SourceRoot? Find(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.Exists(full))
        {
            return new SourceRoot(full, RealPath.Resolve(full), Pattern: null, Depth: int.MaxValue);
        }

        if (!full.Contains(Wildcard))
        {
            return null;
        }

        string folder = full;
        while (folder.Contains(Wildcard))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        if (!Directory.Exists(folder))
        {
            return null;
        }

        string pattern = Path.GetRelativePath(folder, full).Replace('\\', '/');
        Matcher matcher = new(StringComparison.OrdinalIgnoreCase);
        matcher.AddInclude(pattern);
        int depth = pattern.Contains("**", StringComparison.Ordinal) ? int.MaxValue : pattern.Count(character => character == '/');
        return new SourceRoot(folder, RealPath.Resolve(folder), matcher, depth);
    }
}
