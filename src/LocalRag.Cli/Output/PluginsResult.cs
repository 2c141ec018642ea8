using LocalRag.Plugins;

namespace LocalRag.Cli.Output;

/// <summary>What <c>plugins --json</c> writes.</summary>
internal sealed record PluginsResult(IReadOnlyList<PluginResult> Plugins);

/// <summary>A plugin in <c>plugins --json</c>.</summary>
internal sealed record PluginResult(
    string Id, string State, string? Reason, string? Version, string? ContentHash, int Order, string? Directory, long Calls, long Faults, double OwnSeconds,
    IReadOnlyList<string> LeftOut)
{
    public static PluginResult From(PluginStatus plugin) => new(
        plugin.Id, plugin.State.ToString(), plugin.Reason, plugin.Version?.ToString(), plugin.ContentHash, plugin.Order, plugin.Directory,
        plugin.Calls, plugin.Faults, plugin.OwnTime.TotalSeconds, plugin.LeftOut);
}
