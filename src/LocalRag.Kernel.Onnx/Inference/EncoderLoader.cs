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
/// 3. Which encoder it is, and its threads, are as they were at the start; how long it stays, and whether its tables are compact, is asked each time.
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
    private SentenceEncoder? _encoder;
    private EncoderMemory? _entry;
    private IDisposable? _registration;
    private int _users;
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
                return _encoder is not null && _users == 0;
            }
        }
    }

    /// <summary>Returns the encoder, loading it if need be; <see cref="Leave"/> follows. Giving up does not stop the loading for others.</summary>
    /// <exception cref="ModelUnavailableException">The model or its vocabulary is missing or broken.</exception>
    public async ValueTask<SentenceEncoder> EnterAsync(CancellationToken cancellationToken)
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

    /// <summary>Ends a use of the encoder.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_users == 0)
            {
                _idleSince = _timeProvider.GetTimestamp();
                Schedule();
            }
        }
    }

    /// <summary>Takes the encoder out of memory if it has been idle for long enough, and otherwise looks again when it will have been.</summary>
    public void UnloadIfIdle()
    {
        SentenceEncoder? encoder;
        IDisposable? registration;
        TimeSpan idle;
        lock (_lock)
        {
            if (_disposed || _users > 0 || _encoder is null || UnloadAfter() is not { } limit)
            {
                return;
            }

            idle = _timeProvider.GetElapsedTime(_idleSince);
            if (idle < limit)
            {
                Schedule();
                return;
            }

            (encoder, registration) = TakeOut();
        }

        encoder?.Dispose();
        registration?.Dispose();
        LogUnloaded(_options.Model, idle);
    }

    /// <summary>Waits for the batches that are being computed, then frees the encoder.</summary>
    public void Dispose()
    {
        _loading.Wait();
        try
        {
            SentenceEncoder? encoder;
            IDisposable? registration;
            lock (_lock)
            {
                _disposed = true;
                (encoder, registration) = TakeOut();
            }

            _idleTimer.Dispose();
            encoder?.Dispose();
            registration?.Dispose();
        }
        finally
        {
            _loading.Release();
        }
    }

    private SentenceEncoder? TryEnter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(OnnxEmbeddingGenerator));
            _users += _encoder is null ? 0 : 1;
            return _encoder;
        }
    }

    private async Task<SentenceEncoder> LoadAsync()
    {
        long start = _timeProvider.GetTimestamp();
        string path = _models.Locate(_options.Model);
        WordPieceVocabulary vocabulary = _vocabulary();
        long bytes = new FileInfo(path).Length;
        using IDisposable? reservation = _memory is null ? null : await _memory.ReserveAsync($"the encoder {path}", bytes);
        SentenceEncoder encoder = _file.Load(path, () => Load(path, vocabulary));
        Dimensions = encoder.Dimensions;
        EncoderMemory entry = new(bytes, this);
        lock (_lock)
        {
            (_encoder, _entry, _users) = (encoder, entry, 1);
        }

        IDisposable? registration = _memory?.Register(entry);
        lock (_lock)
        {
            _registration = registration;
        }

        LogLoaded(path, _timeProvider.GetElapsedTime(start));
        return encoder;
    }

    private SentenceEncoder Load(string path, WordPieceVocabulary vocabulary)
    {
        using CompactModel? compact = _settings().CompactTables ? Compact(path) : null;
        ExecutionProvider provider = _settings().ExecutionProvider;
        return SentenceEncoder.Load(
            path, compact?.Path, vocabulary, _options, provider, (taken, finding) => LogProvider(taken ? LogLevel.Information : LogLevel.Warning, path, taken ? provider : ExecutionProvider.Cpu, provider, finding));
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

    private (SentenceEncoder? Encoder, IDisposable? Registration) TakeOut()
    {
        (SentenceEncoder?, IDisposable?) taken = (_encoder, _registration);
        (_encoder, _entry, _registration) = (null, null, null);
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

    private TimeSpan? UnloadAfter() => IdleLimit.Of(_settings().IdleUnload, _entry?.Level);

    [LoggerMessage(LogLevel.Information, "Loaded the encoder {Path} in {Elapsed}")]
    private partial void LogLoaded(string path, TimeSpan elapsed);

    [LoggerMessage(Message = "The encoder {Path} is on {Provider}. Tried on {Wanted} (Onnx:ExecutionProvider): {Finding}")]
    private partial void LogProvider(LogLevel level, string path, ExecutionProvider provider, ExecutionProvider wanted, string finding);

    [LoggerMessage(LogLevel.Warning, "The encoder {Path} takes more memory than it needs to (Onnx:CompactTables): a copy of it cannot be written to {Folder}")]
    private partial void LogNotCompacted(Exception exception, string path, string folder);

    [LoggerMessage(LogLevel.Information, "Unloaded the encoder {Model} after {Idle} without a call")]
    private partial void LogUnloaded(string model, TimeSpan idle);
}
