using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins;

/// <summary>Makes the plugins live when the application starts, before it takes its first request, and watches their folders if that is wanted.</summary>
internal sealed class PluginStartup(PluginHost plugins, IOptions<PluginsOptions> options, TimeProvider timeProvider, ILogger<PluginWatcher> logger)
    : IHostedService, IAsyncDisposable
{
    private PluginWatcher? _watcher;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        if (options.Value.Watch)
        {
            // Begun before the first look, so that nothing that is copied meanwhile is missed.
            _watcher = new PluginWatcher(plugins, timeProvider, logger);
            _watcher.Start();
        }

        await plugins.ReloadAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_watcher is not null)
        {
            await _watcher.DisposeAsync();
        }
    }
}
