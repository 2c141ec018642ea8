using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins.Tests;

/// <summary>A host into whose folder the plugins of this repository are dropped as a user drops them, and taken out again.</summary>
internal static class OptimizerHost
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Returns a host with all that the plugins propose settings of.</summary>
    public static PluginTestHost Create(params (string Key, string Value)[] settings) => new(
        settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)), builder => builder.AddLlamaCpp().AddOnnxEmbeddings().AddSqliteIndex());

    /// <summary>Returns the folder that a plugin was built into.</summary>
    /// <param name="plugin">The last part of the assembly's name.</param>
    public static string Built(string plugin) => Path.Combine(AppContext.BaseDirectory, "plugins-under-test", $"LocalRag.Plugins.{plugin}");

    public static Task<PluginChange> DropInAsync(this PluginTestHost host, string plugin)
    {
        host.Deploy(Built(plugin));
        return host.Plugins.ReloadAsync(Token);
    }

    public static Task<PluginChange> TakeOutAsync(this PluginTestHost host, string plugin)
    {
        Directory.Delete(Path.Combine(host.PluginFolder, Path.GetFileName(Built(plugin))), recursive: true);
        return host.Plugins.ReloadAsync(Token);
    }

    public static TOptions Options<TOptions>(this PluginTestHost host) => host.Services.GetRequiredService<IOptionsMonitor<TOptions>>().CurrentValue;
}
