using System.Security.Cryptography;
using System.Text;

namespace LocalRag.Plugins;

/// <summary>Tells whether anything below the plugin folders has changed, without reading a file: names, sizes, times and where links lead.</summary>
internal static class FolderFingerprint
{
    private static readonly EnumerationOptions s_everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true };

    public static string Of(IEnumerable<string> folders)
    {
        StringBuilder listing = new();
        foreach (string folder in folders.Where(Directory.Exists))
        {
            foreach (FileSystemInfo entry in List(folder))
            {
                FileSystemInfo target = FindLinkTarget(entry) ?? entry;
                listing.Append(entry.FullName).Append('|').Append(target.FullName).Append('|');
                if (target is FileInfo { Exists: true } file)
                {
                    listing.Append(file.Length).Append('|').Append(file.LastWriteTimeUtc.Ticks);
                }

                listing.Append('\n');
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(listing.ToString())));
    }

    private static IReadOnlyList<FileSystemInfo> List(string folder)
    {
        try
        {
            return [.. Entries(folder).OrderBy(entry => entry.FullName, StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            // It has gone since it was seen: the next look tells what stands there then.
            return [];
        }
    }

    // What has gone since it was listed, or leads in a circle, leads nowhere: it counts by its name alone.
    private static FileSystemInfo? FindLinkTarget(FileSystemInfo entry)
    {
        try
        {
            return entry.ResolveLinkTarget(returnFinalTarget: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // As in the catalog, what begins with a dot is not a plugin's: the stage, and copies on their way.
    // A folder that is a link is listed by where it leads: flipping the link is how some deployments switch versions.
    private static IEnumerable<FileSystemInfo> Entries(string folder)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", s_everything)
            .Where(entry => !Path.GetRelativePath(folder, entry.FullName).StartsWith('.')))
        {
            yield return entry;
            if (entry is DirectoryInfo && FindLinkTarget(entry) is DirectoryInfo { Exists: true } target)
            {
                foreach (FileSystemInfo inner in target.EnumerateFileSystemInfos("*", s_everything))
                {
                    yield return inner;
                }
            }
        }
    }
}
