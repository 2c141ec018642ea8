namespace LocalRag.Onnx.Fingerprint;

/// <summary>A file as it is at one moment: where these are the same, so is its content.</summary>
internal readonly record struct FileStamp(string Path, long Bytes, DateTime Written)
{
    public static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(path, file.Length, file.LastWriteTimeUtc) : new FileStamp(path, -1, default);
    }
}
