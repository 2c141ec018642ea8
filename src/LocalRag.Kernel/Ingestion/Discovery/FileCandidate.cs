using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Discovery;

/// <summary>A file that is to be ingested unless it has not changed.</summary>
/// <param name="Path">Its full path as it was reached.</param>
/// <param name="RealPath">Its path with every symbolic link followed, as it was when it was found.</param>
/// <param name="Format">What it is, by its name.</param>
internal sealed record FileCandidate(string Path, string RealPath, FileFormat Format)
{
    public string DocumentId { get; } = IdOf(Path);

    public static string IdOf(string path) => System.IO.Path.DirectorySeparatorChar == '/' ? path : path.Replace('\\', '/');
}
