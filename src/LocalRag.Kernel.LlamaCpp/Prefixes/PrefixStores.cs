using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>Finds the store whose prefixes fit a model and its settings: the one before, where nothing has changed that keys and values depend on.</summary>
/// <param name="dataDirectory">The folder under which files are kept unless the settings name another.</param>
/// <param name="logger">Where it is told what files are of no use.</param>
internal sealed class PrefixStores(string dataDirectory, ILogger logger) : IDisposable
{
    private const string FolderName = "prefixes";

    private readonly Lock _lock = new();
    private string? _hashed;
    private Task<string>? _hash;
    private PrefixStore? _latest;
    private volatile MemoryTrim _level;

    /// <summary>Gets the store in use, or the one of the model that was unloaded; null before the first model.</summary>
    public PrefixStore? Latest => Volatile.Read(ref _latest);

    /// <summary>Finds out what tells a model's file from others: of all that outlives the process, its content. That takes a moment, beside which the model can be loaded.</summary>
    /// <exception cref="ModelUnavailableException">The file cannot be read.</exception>
    public Task<string> IdentifyAsync(string modelPath, LlamaOptions settings)
    {
        string stamp = ModelFile.Stamp(modelPath);
        if (!IsPersistent(settings))
        {
            return Task.FromResult(stamp);
        }

        lock (_lock)
        {
            if (_hash is null || _hash.IsFaulted || _hashed != stamp)
            {
                (_hashed, _hash) = (stamp, Task.Run(() => ModelFile.Hash(modelPath)));
            }

            return _hash;
        }
    }

    /// <summary>Returns the store for a model; it becomes the latest one when <see cref="Adopt"/> says so.</summary>
    /// <param name="file">What <see cref="IdentifyAsync"/> found.</param>
    /// <param name="settings">The engine's settings.</param>
    public PrefixStore Find(string file, LlamaOptions settings)
    {
        bool persistent = IsPersistent(settings);
        byte[] fingerprint = KvFingerprint.Compute(file, LlamaRuntime.BuildDescription, settings);
        string name = Convert.ToHexStringLower(fingerprint);
        string folder = persistent ? Path.Combine(settings.PrefixReuseDirectory ?? Path.Combine(dataDirectory, FolderName), name[..16]) : string.Empty;
        string key = $"{name} {folder} {settings.PrefixReuseDiskMiB}";
        return Latest is { } latest && latest.Fingerprint == key
            ? latest
            : new PrefixStore(
                key, (long)settings.PrefixReuseMiB << 20, persistent ? new PrefixFiles(folder, fingerprint, logger) : null, (long)settings.PrefixReuseDiskMiB << 20);
    }

    /// <summary>Makes a store the latest one.</summary>
    public void Adopt(PrefixStore store)
    {
        Volatile.Write(ref _latest, store);
        store.Trim(_level);
    }

    /// <summary>Gives back as much memory as a level asks for, and stays at that level.</summary>
    public void Trim(MemoryTrim level)
    {
        _level = level;
        Latest?.Trim(level);
    }

    public void Dispose() => Latest?.Dispose();

    private static bool IsPersistent(LlamaOptions settings) => settings is { PrefixReuse: true, PrefixReuseDiskMiB: > 0 };
}
