using Microsoft.Extensions.FileSystemGlobbing;

namespace LocalRag.Ingestion.Discovery;

/// <summary>One of the paths that were asked for: a folder, a folder with a pattern, or a file.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="RealPath">The same with every symbolic link followed.</param>
/// <param name="Pattern">Which files below it are meant; null for all, or for a file.</param>
/// <param name="Depth">How many levels of folders the pattern can reach below it.</param>
internal sealed record SourceRoot(string Path, string RealPath, Matcher? Pattern, int Depth)
{
    /// <summary>Returns whether a file below this root is one that was asked for.</summary>
    public bool Covers(string path) => Pattern is null || Pattern.Match(Path, path).HasMatches;
}
