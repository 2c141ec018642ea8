using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalRag.Evaluation;

/// <summary>The documents of a dataset as files in a folder, and the way back from a file in the index to the dataset's document.</summary>
internal sealed class DocumentFolder
{
    // Says that the folder is ours to delete files in. Hidden, so that it is not ingested.
    private const string Marker = ".localrag-evaluation";

    private readonly Dictionary<string, string>? _ids;

    private DocumentFolder(string path, Dictionary<string, string>? ids)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        IdPrefix = Path.Replace('\\', '/') + "/";
        _ids = ids;
    }

    public string Path { get; }

    /// <summary>Gets what the index's identities of these documents begin with.</summary>
    public string IdPrefix { get; }

    /// <summary>Takes a folder as it is: a document's identity is its path below the folder.</summary>
    public static DocumentFolder Existing(string path) => new(path, null);

    /// <summary>Writes the documents, one file each; files that are there already with the same text are left alone, other files are deleted.</summary>
    /// <exception cref="LocalRagException">The folder has files that no evaluation has put there.</exception>
    public static async Task<DocumentFolder> WriteAsync(string path, IEnumerable<EvaluationDocument> documents, CancellationToken cancellationToken)
    {
        Claim(path);
        Dictionary<string, string> ids = new(StringComparer.OrdinalIgnoreCase);
        foreach (EvaluationDocument document in documents)
        {
            string name = FileName(document.Id, ids);
            ids.Add(name, document.Id);
            await WriteIfChangedAsync(System.IO.Path.Combine(path, name), document.Text, cancellationToken);
        }

        foreach (string file in Directory.EnumerateFiles(path, "*.txt").Where(file => !ids.ContainsKey(System.IO.Path.GetFileName(file))))
        {
            File.Delete(file);
        }

        return new DocumentFolder(path, ids);
    }

    /// <summary>Returns the dataset's identity of a document in the index; null where it is not one of the dataset's.</summary>
    public string? DatasetId(string documentId)
    {
        if (!documentId.StartsWith(IdPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        string name = documentId[IdPrefix.Length..];
        return _ids is null ? name : _ids.GetValueOrDefault(name);
    }

    private static void Claim(string path)
    {
        string marker = System.IO.Path.Combine(path, Marker);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(marker))
        {
            throw new LocalRagException(
                $"The folder {path} for the evaluation's documents has files in it that no evaluation has put there.", "Name an empty folder, or one that does not exist.");
        }

        Directory.CreateDirectory(path);
        File.WriteAllText(marker, "The documents of an evaluation dataset; the next evaluation deletes what is not of its dataset.\n");
    }

    private static string FileName(string id, Dictionary<string, string> taken)
    {
        // A path, a reserved name or an identity that differs from another in case only: its hash is a safe name.
        bool plain = id.Length is > 0 and <= 80 && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
        string name = plain ? $"doc-{id}.txt" : $"doc-{Hash(id)}.txt";
        return taken.ContainsKey(name) ? $"doc-{Hash(id)}-{taken.Count.ToString(CultureInfo.InvariantCulture)}.txt" : name;
    }

    private static string Hash(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..24];

    private static async Task WriteIfChangedAsync(string file, string text, CancellationToken cancellationToken)
    {
        if (!File.Exists(file) || await File.ReadAllTextAsync(file, cancellationToken) != text)
        {
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }
    }
}
