using LocalRag.Memory;
using LocalRag.Onnx.Compaction;
using LocalRag.Onnx.Fingerprint;
using LocalRag.Onnx.Tokenization;
using Microsoft.Extensions.Logging;

namespace LocalRag.Onnx.Inference;

/// <summary>Has the encoder in memory while it is needed: loads it for the first call, once for all callers, and takes it out when nobody has called for a while.</summary>
/// <remarks>
/// 1. A call enters before it encodes and leaves afterwards; an encoder that somebody has entered stays.
/// 2. A failed load is reported to those who waited, and the next call tries again.
/// 3. Which encoder it is, is as it was at the start; how long it stays, and whether its tables are compact, is asked each time.
/// 4. Once the settings want other threads or another provider, the next call gets a new encoder; calls that have entered the one before finish with it.
/// </remarks>
internal sealed partial class EncoderLoader : IDisposable
{
    private readonly IModelStore _models;
    private readonly OnnxOptions _options;
    private readonly WatchedFile _file;
    private readonly Func<WordPieceVocabulary> _vocabulary;
    private readonly Func<OnnxOptions> _settings;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly IMemoryArbiter? _memory;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Lock _lock = new();
    private readonly ITimer _idleTimer;
    private LoadedEncoder? _loaded;
    private long _idleSince;
    private bool _disposed;

    /// <param name="models">Finds the model's file.</param>
    /// <param name="options">What the encoder is made by.</param>
    /// <param name="file">Is told of the file that was loaded.</param>
    /// <param name="vocabulary">Returns the vocabulary, which stays.</param>
    /// <param name="settings">Returns the settings as they are now.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Is told of loads and unloads.</param>
    /// <param name="memory">The ledger; null for none.</param>
    public EncoderLoader(
        IModelStore models,
        OnnxOptions options,
        WatchedFile file,
        Func<WordPieceVocabulary> vocabulary,
        Func<OnnxOptions> settings,
        TimeProvider timeProvider,
        ILogger logger,
        IMemoryArbiter? memory)
    {
        _models = models;
        _options = options;
        _file = file;
        _vocabulary = vocabulary;
        _settings = settings;
        _timeProvider = timeProvider;
        _logger = logger;
        _memory = memory;
        _idleTimer = timeProvider.CreateTimer(_ => UnloadIfIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the length of a vector, once an encoder has been loaded.</summary>
    public int? Dimensions { get; private set; }

    /// <summary>Gets whether there is an encoder that no call uses.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _loaded is { Users: 0 };
            }
        }
    }

    /// <summary>Returns the encoder, loading it if need be; <see cref="Leave"/> follows. Giving up does not stop the loading for others.</summary>
    /// <exception cref="ModelUnavailableException">The model or its vocabulary is missing or broken.</exception>
    public async ValueTask<LoadedEncoder> EnterAsync(CancellationToken cancellationToken)
    {
        if (TryEnter() is { } loaded)
        {
            return loaded;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            return TryEnter() ?? await Task.Run(LoadAsync, CancellationToken.None);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Ends a use of an encoder.</summary>
    public void Leave(LoadedEncoder loaded)
    {
        lock (_lock)
        {
            if (--loaded.Users > 0)
            {
                return;
            }

            if (!loaded.IsRetired)
            {
                _idleSince = _timeProvider.GetTimestamp();
                Schedule();
                return;
            }
        }

        loaded.Dispose();
    }

    /// <summary>Takes the encoder out of memory if it has been idle for long enough, and otherwise looks again when it will have been.</summary>
    public void UnloadIfIdle()
    {
        LoadedEncoder? loaded;
        TimeSpan idle;
        lock (_lock)
        {
            if (_disposed || _loaded is not { Users: 0 } || UnloadAfter() is not { } limit)
            {
                return;
            }

            idle = _timeProvider.GetElapsedTime(_idleSince);
            if (idle < limit)
            {
                Schedule();
                return;
            }

            loaded = TakeOut();
        }

        loaded?.Dispose();
        LogUnloaded(_options.Model, idle);
    }

    /// <summary>Waits for the batches that are being computed, then frees the encoder.</summary>
    public void Dispose()
    {
        _loading.Wait();
        try
        {
            LoadedEncoder? loaded;
            lock (_lock)
            {
                _disposed = true;
                loaded = TakeOut();
            }

            _idleTimer.Dispose();
            loaded?.Dispose();
        }
        finally
        {
            _loading.Release();
        }
    }

    private LoadedEncoder? TryEnter()
    {
        EncoderThreads wanted = EncoderThreads.Of(_settings());
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(OnnxEmbeddingGenerator));
            if (_loaded is not { } loaded || loaded.Threads != wanted)
            {
                return null;
            }

            loaded.Users++;
            return loaded;
        }
    }

    private async Task<LoadedEncoder> LoadAsync()
    {
        // Only an idle one goes before the new one is there: two at a time take twice the memory.
        Retire();
        long start = _timeProvider.GetTimestamp();
        string path = _models.Locate(_options.Model);
        WordPieceVocabulary vocabulary = _vocabulary();
        long bytes = new FileInfo(path).Length;
        using IDisposable? reservation = _memory is null ? null : await _memory.ReserveAsync($"the encoder {path}", bytes);
        EncoderThreads threads = EncoderThreads.Of(_settings());
        SentenceEncoder encoder = _file.Load(path, () => Load(path, vocabulary, threads));
        Dimensions = encoder.Dimensions;
        LoadedEncoder loaded = new(encoder, threads, new EncoderMemory(bytes, this)) { Users = 1 };
        Retire(loaded);
        IDisposable? registration = _memory?.Register(loaded.Entry);
        lock (_lock)
        {
            loaded.Registration = registration;
        }

        LogLoaded(path, _timeProvider.GetElapsedTime(start));
        return loaded;
    }

    /// <summary>Puts an encoder, or none, in the place of the one that there is; that one goes at once where no call uses it, and otherwise with the last one.</summary>
    private void Retire(LoadedEncoder? next = null)
    {
        LoadedEncoder? old;
        lock (_lock)
        {
            if (next is null && _loaded is not { Users: 0 })
            {
                return;
            }

            old = TakeOut();
            _loaded = next;
            if (old is { Users: > 0 })
            {
                old.IsRetired = true;
                return;
            }
        }

        old?.Dispose();
    }

    private SentenceEncoder Load(string path, WordPieceVocabulary vocabulary, EncoderThreads threads)
    {
        using CompactModel? compact = _settings().CompactTables ? Compact(path) : null;
        return SentenceEncoder.Load(path, compact?.Path, vocabulary, _options, threads, (taken, finding) => LogProvider(
            taken ? LogLevel.Information : LogLevel.Warning, path, taken ? threads.Provider : ExecutionProvider.Cpu, threads.Provider, finding));
    }

    private CompactModel? Compact(string path)
    {
        try
        {
            return CompactModel.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotCompacted(exception, path, Path.GetTempPath());
            return null;
        }
    }

    private LoadedEncoder? TakeOut()
    {
        LoadedEncoder? taken = _loaded;
        _loaded = null;
        return taken;
    }

    private void Schedule()
    {
        if (!_disposed && UnloadAfter() is { } limit)
        {
            TimeSpan left = limit - _timeProvider.GetElapsedTime(_idleSince);
            _idleTimer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan? UnloadAfter() => IdleLimit.Of(_settings().IdleUnload, _loaded?.Entry.Level);

    [LoggerMessage(LogLevel.Information, "Loaded the encoder {Path} in {Elapsed}")]
    private partial void LogLoaded(string path, TimeSpan elapsed);

    [LoggerMessage(Message = "The encoder {Path} is on {Provider}. Tried on {Wanted} (Onnx:ExecutionProvider): {Finding}")]
    private partial void LogProvider(LogLevel level, string path, ExecutionProvider provider, ExecutionProvider wanted, string finding);

    [LoggerMessage(LogLevel.Warning, "The encoder {Path} takes more memory than it needs to (Onnx:CompactTables): a copy of it cannot be written to {Folder}")]
    private partial void LogNotCompacted(Exception exception, string path, string folder);

    [LoggerMessage(LogLevel.Information, "Unloaded the encoder {Model} after {Idle} without a call")]
    private partial void LogUnloaded(string model, TimeSpan idle);
}
