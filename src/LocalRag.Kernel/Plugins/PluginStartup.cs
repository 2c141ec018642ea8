using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins;

/// <summary>Makes the plugins live when the application starts, before it takes its first request.</summary>
internal sealed class PluginStartup(PluginHost plugins, IOptions<PluginsOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Enabled)
        {
            await plugins.ReloadAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
