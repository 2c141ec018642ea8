using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using LocalRag.Ingestion.Reading;
using Microsoft.Extensions.FileSystemGlobbing;

namespace LocalRag.Ingestion.Discovery;

/// <summary>Finds the files to ingest, each once, in an order that is the same every time.</summary>
/// <remarks>
/// A symbolic link below a folder is followed only where it leads back into that folder, and only after everything that can be reached
/// without it. Sixteen bytes are kept per file found, and nothing else.
/// </remarks>
internal sealed class FileDiscovery(IngestionOptions options, IngestionTally tally)
{
    private static readonly FrozenSet<string> s_outputFolders =
        new[] { "node_modules", "bin", "obj", "__pycache__" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly EnumerationOptions s_everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly Matcher? _include = Patterns(options.Include);
    private readonly Matcher? _exclude = Patterns(options.Exclude);
    private readonly HashSet<UInt128> _seen = [];
    private readonly List<string> _unlisted = [];

    /// <summary>Returns whether a path lies in a folder whose files could not be listed, so that nothing is known about it.</summary>
    public bool IsUnknown(string path) => _unlisted.Exists(folder => RealPath.IsWithin(path, folder));

    /// <summary>Returns whether the settings leave a file out.</summary>
    public bool IsExcluded(SourceRoot root, string path) =>
        _exclude?.Match(root.Path, path).HasMatches == true || _include?.Match(root.Path, path).HasMatches == false;

    public IEnumerable<FileCandidate> Find(SourceRoot root)
    {
        if (File.Exists(root.Path))
        {
            if (!IsNew(root.RealPath))
            {
                return [];
            }

            tally.Found(root.Path);
            return [new FileCandidate(root.Path, root.RealPath, FileFormats.ForNamedFile(root.Path))];
        }

        return Walk(root);
    }

    private IEnumerable<FileCandidate> Walk(SourceRoot root)
    {
        HashSet<string> visited = new(StringComparer.Ordinal);
        Stack<(string Path, string RealPath, int Depth)> folders = new();
        Queue<(string Path, int Depth)> links = new();
        folders.Push((root.Path, root.RealPath, 0));
        while (folders.Count > 0 || links.Count > 0)
        {
            if (folders.Count == 0)
            {
                (string link, int linkDepth) = links.Dequeue();
                if (Follow(root, link) is not { } target)
                {
                    continue;
                }

                if (Directory.Exists(target))
                {
                    folders.Push((link, target, linkDepth));
                }
                else if (Select(root, link, target) is { } linked)
                {
                    yield return linked;
                }

                continue;
            }

            (string path, string realPath, int depth) = folders.Pop();
            if (!visited.Add(realPath))
            {
                continue;
            }

            List<(string, string, int)> below = [];
            foreach (FileSystemInfo entry in List(path))
            {
                string name = entry.Name;
                if (IsPassedBy(entry))
                {
                    tally.Ignore();
                }
                else if (entry.LinkTarget is not null)
                {
                    links.Enqueue((entry.FullName, depth + 1));
                }
                else if (entry is DirectoryInfo)
                {
                    below.Add((entry.FullName, Path.Combine(realPath, name), depth + 1));
                }
                else if (Select(root, entry.FullName, Path.Combine(realPath, name)) is { } file)
                {
                    yield return file;
                }
            }

            if (depth < root.Depth)
            {
                for (int index = below.Count - 1; index >= 0; index--)
                {
                    folders.Push(below[index]);
                }
            }
        }
    }

    private static bool IsPassedBy(FileSystemInfo entry) =>
        entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden) || (entry is DirectoryInfo && s_outputFolders.Contains(entry.Name));

    private List<FileSystemInfo> List(string folder)
    {
        try
        {
            List<FileSystemInfo> entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_everything)];
            entries.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
            return entries;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            _unlisted.Add(folder);
            FileProblem problem = FileProblem.Of(exception, isFolder: true);
            tally.Found(folder);
            tally.Fail(folder, problem.Reason, problem.NextStep);
            return [];
        }
    }

    private string? Follow(SourceRoot root, string link)
    {
        try
        {
            string target = RealPath.Resolve(link);
            if (!RealPath.IsWithin(target, root.RealPath))
            {
                Skip(link, "It is a symbolic link that leads out of the folder.", "Name its target as a path of its own if it is meant.");
                return null;
            }

            if (!Path.Exists(target))
            {
                Skip(link, "It is a symbolic link that leads nowhere.");
                return null;
            }

            return target;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            Skip(link, "It is a symbolic link that cannot be followed.");
            return null;
        }
    }

    private FileCandidate? Select(SourceRoot root, string path, string realPath)
    {
        if (!root.Covers(path))
        {
            return null;
        }

        if (IsExcluded(root, path))
        {
            tally.Ignore();
            return null;
        }

        if (!IsNew(realPath))
        {
            return null;
        }

        FileFormat? format = FileFormats.Find(path);
        if (format is null)
        {
            string extension = Path.GetExtension(path);
            Skip(path, extension.Length == 0 ? "It has no extension that tells its format." : $"Files of type {extension} cannot be ingested.");
            return null;
        }

        tally.Found(path);
        return new FileCandidate(path, realPath, format);
    }

    private void Skip(string path, string reason, string? nextStep = null)
    {
        tally.Found(path);
        tally.Skip(path, reason, nextStep);
    }

    // Half of a SHA-256: two different paths never meet in it.
    private bool IsNew(string realPath)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(realPath), hash);
        return _seen.Add(BitConverter.ToUInt128(hash));
    }

    private static Matcher? Patterns(IList<string> patterns)
    {
        if (patterns.Count == 0)
        {
            return null;
        }

        Matcher matcher = new(StringComparison.OrdinalIgnoreCase);
        matcher.AddIncludePatterns(patterns);
        return matcher;
    }
}
