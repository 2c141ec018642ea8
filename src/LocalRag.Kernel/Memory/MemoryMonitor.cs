using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Memory;

/// <summary>Has the arbiter look at memory at each interval, while it is set to trim or to admit.</summary>
internal sealed partial class MemoryMonitor : IHostedService, IAsyncDisposable
{
    private readonly MemoryArbiter _arbiter;
    private readonly IOptionsMonitor<MemoryOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly IDisposable? _changes;
    private bool _started;
    private Task? _watching;

    public MemoryMonitor(MemoryArbiter arbiter, IOptionsMonitor<MemoryOptions> options, TimeProvider timeProvider, ILogger<MemoryMonitor> logger)
    {
        _arbiter = arbiter;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        _changes = options.OnChange((_, _) => WatchIfWanted());
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _started = true;
        }

        WatchIfWanted();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _changes?.Dispose();
        Task watching;
        lock (_lock)
        {
            _started = false;
            watching = _watching ?? Task.CompletedTask;
        }

        await _stopping.CancelAsync();
        await watching;
        _stopping.Dispose();
    }

    private static bool IsWanted(MemoryOptions options) => options.Trim || options.Admission;

    private void WatchIfWanted()
    {
        lock (_lock)
        {
            if (_started && IsWanted(_options.CurrentValue) && _watching is null or { IsCompleted: true })
            {
                _watching = Task.Run(WatchAsync);
            }
        }
    }

    private async Task WatchAsync()
    {
        CancellationToken stopping = _stopping.Token;
        try
        {
            // When it is no longer wanted, what was shed must still come back.
            while (IsWanted(_options.CurrentValue) || _arbiter.Rung > 0)
            {
                await LookAsync(stopping);
                await Task.Delay(_options.CurrentValue.SampleInterval, _timeProvider, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            await _arbiter.UpdateAsync(stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Memory is looked at again at the next interval; nobody else would tell of this.
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Memory could not be measured")]
    private partial void LogFailed(Exception exception);
}
