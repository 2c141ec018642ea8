namespace LocalRag.Onnx.Fingerprint;

/// <summary>A file of the model: knows whether it is still the one that was loaded.</summary>
internal sealed class WatchedFile
{
    private readonly Lock _lock = new();
    private FileStamp? _loaded;
    private bool _changedWhileLoading;

    /// <summary>Loads what is in the file, and remembers which file that was.</summary>
    public T Load<T>(string path, Func<T> load)
    {
        FileStamp before = FileStamp.Of(path);
        T loaded = load();
        lock (_lock)
        {
            _changedWhileLoading = FileStamp.Of(path) != before;
            _loaded = before;
        }

        return loaded;
    }

    /// <summary>Returns the file as it was loaded or, before that, as it is now.</summary>
    /// <param name="locate">Says where it is.</param>
    /// <returns>Null where nobody can tell any more what was loaded.</returns>
    public FileStamp? Find(Func<string> locate)
    {
        lock (_lock)
        {
            return _changedWhileLoading ? null : _loaded ?? FileStamp.Of(locate());
        }
    }
}
