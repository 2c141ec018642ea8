using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>A host with the Cache plugin, loaded from its files.</summary>
internal static class CacheTestHost
{
    public static async Task<PluginTestHost> StartAsync(CancellationToken cancellationToken, params KeyValuePair<string, string?>[] settings)
    {
        PluginTestHost host = new(settings);
        host.Deploy(Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "LocalRag.Plugins.Cache"));
        Assert.Empty((await host.Plugins.ReloadAsync(cancellationToken)).Refused);
        return host;
    }

    public static IChatClient Answers(PluginTestHost host) => host.Services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
}
