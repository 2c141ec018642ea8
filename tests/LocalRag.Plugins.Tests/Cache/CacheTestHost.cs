using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>A host with the Cache plugin, loaded from its files.</summary>
internal static class CacheTestHost
{
    public static async Task<PluginTestHost> StartAsync(params KeyValuePair<string, string?>[] settings)
    {
        PluginTestHost host = new(settings);
        Assert.Empty((await host.DropInAsync("Cache")).Refused);
        return host;
    }

    /// <summary>Copies the plugin into a folder of plugins, if it isn't there yet.</summary>
    public static void Deploy(string folder)
    {
        string target = Directory.CreateDirectory(Path.Combine(folder, "cache")).FullName;
        foreach (string file in Directory.EnumerateFiles(OptimizerHost.Built("Cache")))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }
    }

    public static IChatClient Answers(PluginTestHost host) => host.Services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
}
