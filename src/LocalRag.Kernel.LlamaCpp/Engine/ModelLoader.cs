using LocalRag.LlamaCpp.Devices;
using LocalRag.LlamaCpp.Memory;
using LocalRag.LlamaCpp.Prefixes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>Holds the model: loads it when it is first needed, once for all callers, and replaces it when settings change.</summary>
/// <remarks>
/// 1. One change at a time: a load, a replacement or an unload. Requests are never part of one; they wait for a load, and for nothing else.
/// 2. A replacement is made completely while the old one still answers, then published, then the old one answers what it has and goes; so no request
///    fails by a change, and a change that fails leaves everything as it was.
/// 3. A failed load is reported to those who waited for it, and the next request tries again.
/// </remarks>
internal sealed partial class ModelLoader : IDisposable
{
    private readonly LiveSettings _settings;
    private readonly ModelFactory _factory;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly ContextWindow _window = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _lock = new();
    private readonly HashSet<LoadedModel> _alive = [];
    private readonly IDisposable? _subscription;
    private readonly IdleModelMemory _idleMemory;
    private readonly IDisposable?[] _ledgerEntries;
    private Task? _loading;
    private Task _applying = Task.CompletedTask;
    private LoadedModel? _current;
    private bool _disposed;

    public ModelLoader(IOptionsMonitor<LlamaOptions> settings, IModelStore models, string dataDirectory, ILoggerFactory loggerFactory, TimeProvider timeProvider, IMemoryArbiter? memory)
    {
        _logger = loggerFactory.CreateLogger<LlamaChatClient>();
        _settings = new LiveSettings(settings, _logger);
        _factory = new ModelFactory(models, dataDirectory, loggerFactory, memory);
        _timeProvider = timeProvider;
        _idleTimer = timeProvider.CreateTimer(_ => OnIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _idleMemory = new IdleModelMemory(this);
        _ledgerEntries = [memory?.Register(new PrefixMemory(_factory.Prefixes)), memory?.Register(_idleMemory)];
        _subscription = _settings.OnChange(OnSettingsChanged);

        // No finalizer runs at the end of a process, and some backends abort it when memory of theirs is still held then.
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    /// <summary>Gets the model if it has been loaded, or null.</summary>
    public LoadedModel? Current => Volatile.Read(ref _current);

    public LlamaOptions Settings => _settings.Current;

    /// <summary>Gets where tests take the place of the hardware.</summary>
    public EngineSeams Seams => _factory.Seams;

    /// <summary>Gets a task that ends when the changes of settings so far are applied, or refused.</summary>
    public Task Settled
    {
        get
        {
            lock (_lock)
            {
                return _applying;
            }
        }
    }

    /// <summary>Lets a request in, after loading the model if need be. Giving up does not stop the loading for others.</summary>
    /// <exception cref="LocalRagException">It cannot be loaded.</exception>
    public async ValueTask<ModelUse> EnterAsync(CancellationToken cancellationToken)
    {
        TimeSpan? loadTime = null;
        while (true)
        {
            if (Current is { } current && current.TryEnter())
            {
                BeginUse();
                return new ModelUse(current, loadTime, EndUse);
            }

            long start = _timeProvider.GetTimestamp();
            await LoadAsync().WaitAsync(cancellationToken);
            loadTime = (loadTime ?? TimeSpan.Zero) + _timeProvider.GetElapsedTime(start);
        }
    }

    /// <summary>Puts the model onto the processor after its GPU has failed, once for all requests that were on it; they go on there.</summary>
    /// <exception cref="LocalRagException">It cannot be loaded there either.</exception>
    public async Task LeaveDeviceAsync(LoadedModel failed, DeviceFailedException failure, CancellationToken cancellationToken)
    {
        failed.Lose();
        LogDeviceFailed(_logger, failure.Device, failed.Model.Path, failure.Problem);
        await ReplaceAsync(async old => old == failed ? await _factory.FallBackAsync(old.Settings, old.Size, failure) : null).WaitAsync(cancellationToken);
    }

    /// <summary>Ends all requests and frees everything, in order, after waiting for a change that is under way.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        _subscription?.Dispose();
        foreach (IDisposable? entry in _ledgerEntries)
        {
            entry?.Dispose();
        }

        _idleTimer.Dispose();

        // A change that waits for old requests goes on once their engine has ended them.
        CloseAll();
        _changing.Wait();
        try
        {
            CloseAll();
            _factory.Prefixes.Dispose();
        }
        finally
        {
            _changing.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded {Model} ({Description}) with {Sequences} sequences of {ContextTokens} tokens in {Time}.")]
    private static partial void LogLoaded(ILogger logger, string model, string description, int sequences, int contextTokens, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Information, Message = "Changed settings of the chat engine are in force ({Cost}): {Sequences} sequences of {ContextTokens} tokens.")]
    private static partial void LogApplied(ILogger logger, SettingCost cost, int sequences, int contextTokens);

    [LoggerMessage(Level = LogLevel.Error, Message = "Changed settings of the chat engine cannot be applied ({Cost}), it goes on as it was: {Problem}")]
    private static partial void LogKept(ILogger logger, SettingCost cost, string problem, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The GPU {Device} failed, the model {Model} goes on on the processor: {Problem}")]
    private static partial void LogDeviceFailed(ILogger logger, string device, string model, string problem);

    private void OnProcessExit(object? sender, EventArgs arguments) => Dispose();

    private Task LoadAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(LlamaChatClient));
            return _loading is { IsCompleted: false } loading ? loading : _loading = Task.Run(LoadIfNeededAsync, CancellationToken.None);
        }
    }

    private async Task LoadIfNeededAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (Current is not null)
            {
                return;
            }

            ThrowIfDisposed();
            long start = _timeProvider.GetTimestamp();
            LlamaOptions settings = Settings;
            LoadedModel loaded = await _factory.LoadAsync(settings, ContextWindow.SizeFor(0, 1, settings));
            Publish(loaded);
            loaded.Engine.Start();
            TimeSpan time = _timeProvider.GetElapsedTime(start);
            LogLoaded(_logger, loaded.Model.Path, loaded.Model.Description, loaded.Size.Sequences, loaded.Size.Tokens, time);
        }
        finally
        {
            _changing.Release();
        }
    }

    private void OnSettingsChanged()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _applying = _applying.ContinueWith(_ => ApplySettingsAsync(), TaskScheduler.Default).Unwrap();
            }
        }
    }

    private async Task ApplySettingsAsync()
    {
        if (Current is not { } model)
        {
            return;
        }

        LlamaOptions wanted = Settings;
        SettingCost cost = LlamaOptionsChange.Cost(model.Settings, wanted);
        try
        {
            model.Engine.Apply(wanted);
            EndUse(0);
            if (cost != SettingCost.Live)
            {
                await ReplaceAsync(old => ReplacementAsync(old, wanted));
                LogApplied(_logger, cost, wanted.Sequences, wanted.ContextTokens);
            }
        }
        catch (ObjectDisposedException)
        {
            // The client was disposed of meanwhile.
        }
        catch (Exception exception) when (exception is LocalRagException or IOException or OutOfMemoryException)
        {
            LogKept(_logger, cost, exception.Message, exception);
        }
    }

    private async Task<LoadedModel?> ReplacementAsync(LoadedModel old, LlamaOptions wanted) => LlamaOptionsChange.Cost(old.Settings, wanted) switch
    {
        SettingCost.Live => null,
        SettingCost.NewContext => await _factory.WithContextAsync(old, wanted, ContextWindow.SizeFor(0, 1, wanted)),
        _ => await _factory.LoadAsync(wanted, ContextWindow.SizeFor(0, 1, wanted)),
    };

    private async Task ReplaceAsync(Func<LoadedModel, Task<LoadedModel?>> make)
    {
        await _changing.WaitAsync();
        try
        {
            if (Current is not { } old || await Task.Run(() => make(old)) is not { } next)
            {
                return;
            }

            Publish(next);
            try
            {
                await CloseAsync(old);
            }
            finally
            {
                next.Engine.Start();
                if (old.Prefixes != next.Prefixes)
                {
                    old.Prefixes.Dispose();
                }
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private void Publish(LoadedModel model)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _alive.Add(model);
                Volatile.Write(ref _current, model);
                return;
            }
        }

        model.Dispose();
        ThrowIfDisposed();
    }

    private async Task CloseAsync(LoadedModel model)
    {
        await model.RetireAsync();
        lock (_lock)
        {
            _alive.Remove(model);
        }
    }

    private void CloseAll()
    {
        LoadedModel[] alive;
        lock (_lock)
        {
            alive = [.. _alive];
            _alive.Clear();
            Volatile.Write(ref _current, null);
        }

        foreach (LoadedModel model in alive)
        {
            model.Dispose();
            model.Weights.Free();
            model.Prefixes.Dispose();
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), typeof(LlamaChatClient));
}
