using LocalRag.Memory;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Engine;

/// <content>Gives memory back while nobody asks: a context that grew shrinks, and after <c>Llama:IdleUnload</c>, or soon where memory is short, the model goes.</content>
internal sealed partial class ModelLoader
{
    /// <summary>How long a context that grew is kept at the least.</summary>
    internal static readonly TimeSpan ShrinkAfter = TimeSpan.FromSeconds(30);

    private readonly ITimer _idleTimer;
    private int _users;
    private long _idleSince;

    [LoggerMessage(Level = LogLevel.Information, Message = "Unloaded {Model} after {Idle} without a request.")]
    private static partial void LogUnloaded(ILogger logger, string model, TimeSpan idle);

    [LoggerMessage(Level = LogLevel.Information, Message = "The context shrank from {SequencesBefore} sequences of {TokensBefore} tokens to {Sequences} of {Tokens}.")]
    private static partial void LogShrunk(ILogger logger, int sequencesBefore, int tokensBefore, int sequences, int tokens);

    /// <summary>Gets how many bytes would be free without the model, while nobody uses it.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_lock)
            {
                return _users == 0 ? Current?.Bytes ?? 0 : 0;
            }
        }
    }

    /// <summary>Looks anew when the model may go.</summary>
    public void CheckIdle() => EndUse(0);

    private void BeginUse()
    {
        lock (_lock)
        {
            _users++;
        }
    }

    private void EndUse() => EndUse(1);

    private void EndUse(int users)
    {
        lock (_lock)
        {
            _users -= users;
            if (users > 0)
            {
                _idleSince = _timeProvider.GetTimestamp();
            }

            if (_users == 0 && !_disposed)
            {
                _idleTimer.Change(NextCheck(Settings), Timeout.InfiniteTimeSpan);
            }
        }
    }

    private TimeSpan NextCheck(LlamaOptions settings)
    {
        TimeSpan idle = _timeProvider.GetElapsedTime(_idleSince);
        TimeSpan unload = UnloadAfter(settings) is { } limit ? limit - idle : TimeSpan.MaxValue;
        TimeSpan shrink = settings.DynamicContext && Current is { } model && !ContextWindow.SizeFor(0, 1, settings).Holds(model.Size) ? ShrinkAfter : TimeSpan.MaxValue;
        TimeSpan next = unload < shrink ? unload : shrink;
        return next == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : next > TimeSpan.Zero ? next : TimeSpan.Zero;
    }

    private TimeSpan? UnloadAfter(LlamaOptions settings) => IdleLimit.Of(settings.IdleUnload, _idleMemory.Level);

    private void OnIdle()
    {
        lock (_lock)
        {
            if (!_disposed && _users == 0)
            {
                // After a change of settings that is under way, and before the next.
                _applying = _applying.ContinueWith(_ => TidyAsync(), TaskScheduler.Default).Unwrap();
            }
        }
    }

    private async Task TidyAsync()
    {
        LlamaOptions settings = Settings;
        try
        {
            if (UnloadAfter(settings) is { } limit && _timeProvider.GetElapsedTime(Interlocked.Read(ref _idleSince)) >= limit)
            {
                await UnloadAsync(limit);
            }
            else if (settings.DynamicContext)
            {
                await ShrinkAsync(_window.TakeEnough(settings));
                EndUse(0);
            }
        }
        catch (Exception exception) when (exception is LocalRagException or ObjectDisposedException)
        {
            LogKept(_logger, SettingCost.NewContext, exception.Message, exception);
        }
    }

    private async Task UnloadAsync(TimeSpan idle)
    {
        await _changing.WaitAsync();
        try
        {
            LoadedModel? model;
            lock (_lock)
            {
                model = _users == 0 ? Current : null;
                if (model is null)
                {
                    return;
                }

                Volatile.Write(ref _current, null);
            }

            await CloseAsync(model);
            LogUnloaded(_logger, model.Model.Path, idle);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task ShrinkAsync(ContextSize size)
    {
        if (Current is { } model && model.Size is var before && !size.Holds(before))
        {
            await ReplaceAsync(async old => size.Holds(old.Size) ? null : await _factory.WithContextAsync(old, old.Settings, size));
            LogShrunk(_logger, before.Sequences, before.Tokens, size.Sequences, size.Tokens);
        }
    }
}
