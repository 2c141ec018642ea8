namespace LocalRag.Sqlite.Embeddings;

/// <summary>How the file of vectors is at one moment.</summary>
/// <param name="Path">The file.</param>
/// <param name="Vectors">How many vectors it holds; 0 where there is no file.</param>
/// <param name="FileBytes">The size of the file, its log included.</param>
/// <param name="LimitBytes">How large it may get.</param>
/// <param name="SetAside">Files that stood in its place and could not be used; nothing reads them any more.</param>
public sealed record EmbeddingStoreStatistics(string Path, long Vectors, long FileBytes, long LimitBytes, IReadOnlyList<string> SetAside);
