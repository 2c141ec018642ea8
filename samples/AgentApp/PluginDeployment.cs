using LocalRag.Plugins;

namespace LocalRag.AgentApp;

/// <summary>Puts the plugin of <c>samples/HelloPlugin</c> into the host's plugin folder, and takes it out again.</summary>
/// <remarks>An application that sets <c>Plugins:Watch</c> needs none of this: copying and deleting files is enough there.</remarks>
internal sealed class PluginDeployment(PluginHost plugins, string pluginFolder)
{
    private readonly string _target = Path.Combine(pluginFolder, "stopwatch");

    public async Task<string> DeployAsync()
    {
        Directory.CreateDirectory(_target);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "available", "stopwatch")))
        {
            File.Copy(file, Path.Combine(_target, Path.GetFileName(file)), overwrite: true);
        }

        PluginChange change = await plugins.ReloadAsync();
        return change.Refused is [] ? $"{string.Join(", ", change.Active)} live in generation {change.Generation}" : string.Join(' ', change.Refused);
    }

    public async Task<string> RemoveAsync()
    {
        Directory.Delete(_target, recursive: true);
        PluginChange change = await plugins.ReloadAsync();
        await plugins.SettleAsync();
        return $"{change.Active.Count} live in generation {change.Generation}, {plugins.Unloaded} unloaded, {plugins.ListUnloading().Count} still in memory";
    }
}
