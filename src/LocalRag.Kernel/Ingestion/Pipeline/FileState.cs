namespace LocalRag.Ingestion.Pipeline;

/// <summary>What shows that a file has been written to.</summary>
internal readonly record struct FileState(long Length, DateTime LastWrite)
{
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static FileState Of(string path)
    {
        FileInfo info = new(path);
        return new FileState(info.Length, info.LastWriteTimeUtc);
    }
}
