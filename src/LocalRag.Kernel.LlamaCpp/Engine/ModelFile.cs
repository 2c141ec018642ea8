using System.Globalization;
using System.Security.Cryptography;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A model's file, or the files that it is split into.</summary>
internal static class ModelFile
{
    private const string FirstPart = "-00001-of-";

    /// <summary>Returns what tells a file from its earlier and later versions without reading it.</summary>
    public static string Stamp(string path) => string.Join('|', Parts(path).Select(part => string.Create(
        CultureInfo.InvariantCulture, $"{part.FullName}:{part.Length}:{part.LastWriteTimeUtc.Ticks}")));

    /// <summary>Returns the SHA-256 of the content of all parts, in order.</summary>
    /// <exception cref="ModelUnavailableException">A part cannot be read.</exception>
    public static string Hash(string path)
    {
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[1 << 20];
            foreach (FileInfo part in Parts(path))
            {
                using FileStream file = new(part.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
                for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
                {
                    hash.AppendData(buffer, 0, read);
                }
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelUnavailableException(path, $"{path} cannot be read: {exception.Message}", "Check that it is a file that you may read.", exception);
        }
    }

    private static IEnumerable<FileInfo> Parts(string path)
    {
        int split = path.LastIndexOf(FirstPart, StringComparison.Ordinal);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return split < 0
            ? [new FileInfo(path)]
            : new DirectoryInfo(folder).EnumerateFiles(Path.GetFileName(path[..split]) + "-*-of-*.gguf").OrderBy(part => part.Name, StringComparer.Ordinal);
    }
}
