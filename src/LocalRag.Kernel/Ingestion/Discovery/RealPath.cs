namespace LocalRag.Ingestion.Discovery;

/// <summary>Finds out where a path leads once every symbolic link in it is followed.</summary>
internal static class RealPath
{
    // The limit of Linux; a longer chain is a cycle.
    private const int MaxLinks = 40;

    /// <summary>Returns the path of the file or folder itself.</summary>
    /// <exception cref="IOException">The links go around in a circle.</exception>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        string resolved = Path.GetPathRoot(full)!;
        Stack<string> rest = new();
        PushParts(rest, full[resolved.Length..]);
        int links = 0;
        while (rest.TryPop(out string? name))
        {
            string next = Path.Combine(resolved, name);
            string? target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException($"The symbolic links of {path} go around in a circle.");
            }

            // ".." of a target is seen from where the link really stands, and all before it is resolved already.
            string absolute = Path.GetFullPath(target, resolved);
            resolved = Path.GetPathRoot(absolute)!;
            PushParts(rest, absolute[resolved.Length..]);
        }

        return resolved;
    }

    /// <summary>Returns whether a real path is a folder's own or lies within it.</summary>
    public static bool IsWithin(string realPath, string realFolder) =>
        realPath.StartsWith(realFolder, PathComparison)
        && (realPath.Length == realFolder.Length || Path.EndsInDirectorySeparator(realFolder) || realPath[realFolder.Length] == Path.DirectorySeparatorChar);

    private static StringComparison PathComparison => OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static void PushParts(Stack<string> rest, string relative)
    {
        string[] parts = relative.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int index = parts.Length - 1; index >= 0; index--)
        {
            rest.Push(parts[index]);
        }
    }
}
