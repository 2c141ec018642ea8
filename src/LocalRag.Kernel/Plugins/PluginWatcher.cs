using Microsoft.Extensions.Logging;

namespace LocalRag.Plugins;

/// <summary>Reloads the plugins when what is in their folders has changed and then stayed the same for a moment.</summary>
/// <remarks>
/// The events of the file system only wake it early: what counts is the state of the folders, which it also looks at once a second. So lost
/// events, atomic renames, slow copies, link flips and folders that do not exist yet need no case of their own.
/// </remarks>
internal sealed partial class PluginWatcher(PluginHost plugins, TimeProvider timeProvider, ILogger<PluginWatcher> logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<FileSystemWatcher> _events = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _worker = Task.CompletedTask;

    /// <summary>Begins to watch; what the folders hold now counts as seen.</summary>
    public void Start()
    {
        foreach (string folder in plugins.Folders.Where(Directory.Exists))
        {
            TryListen(folder);
        }

        string seen = FolderFingerprint.Of(plugins.Folders);
        _worker = Task.Run(() => WatchAsync(seen, _stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (FileSystemWatcher events in _events)
        {
            events.Dispose();
        }

        await _worker;
        _stop.Dispose();
        _wake.Dispose();
    }

    private void TryListen(string folder)
    {
        try
        {
            FileSystemWatcher events = new(folder) { IncludeSubdirectories = true };
            events.Changed += Wake;
            events.Created += Wake;
            events.Deleted += Wake;
            events.Renamed += Wake;
            events.EnableRaisingEvents = true;
            _events.Add(events);
        }
        catch (IOException exception)
        {
            // No more watches to be had from the system: the look once a second does it alone.
            LogPollingOnly(exception, folder);
        }
    }

    private void Wake(object sender, FileSystemEventArgs arguments)
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
        catch (ObjectDisposedException)
        {
            // An event on its way while the watcher ended.
        }
    }

    private async Task WatchAsync(string seen, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(s_poll, cancellationToken);
                string now = FolderFingerprint.Of(plugins.Folders);
                if (now == seen)
                {
                    continue;
                }

                seen = await SettleAsync(now, cancellationToken);
                await ReloadAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of watching.
        }
    }

    private async Task<string> SettleAsync(string last, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(s_settle, timeProvider, cancellationToken);
            string now = FolderFingerprint.Of(plugins.Folders);
            if (now == last)
            {
                return now;
            }

            last = now;
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await plugins.ReloadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next change is another chance; watching must not end with this one.
            LogReloadFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No events of {Folder} can be had; its content is looked at once a second")]
    private partial void LogPollingOnly(Exception exception, string folder);

    [LoggerMessage(Level = LogLevel.Error, Message = "The plugins could not be reloaded after a change of their folders")]
    private partial void LogReloadFailed(Exception exception);
}
