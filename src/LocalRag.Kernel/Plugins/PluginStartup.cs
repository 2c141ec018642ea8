using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins;

/// <summary>Makes the plugins live when the application starts, before it takes its first request, and watches their folders if that is wanted.</summary>
/// <param name="plugins">The plugins.</param>
/// <param name="options">The settings.</param>
/// <param name="lifetime">Ends the application: null, or that of a command, where it runs only until its work is done.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">For the watcher.</param>
internal sealed class PluginStartup(
    PluginHost plugins, IOptions<PluginsOptions> options, TimeProvider timeProvider, ILogger<PluginWatcher> logger, IHostLifetime? lifetime = null)
    : IHostedService, IAsyncDisposable
{
    private PluginWatcher? _watcher;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        // An application with a lifetime of its own (console, service, web) runs until it is stopped; localrag sets what its commands want.
        if (options.Value.Watch ?? lifetime is not null)
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
