using System.Globalization;
using LocalRag.Plugins;

namespace LocalRag.Cli.Output;

/// <summary>Writes what there is to say of plugins.</summary>
internal static class PluginsOutput
{
    private const int ShortHash = 12;

    public static void Write(CommandOutput output, IReadOnlyList<PluginStatus> plugins)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(new PluginsResult([.. plugins.Select(PluginResult.From)]), OutputJson.Indented.PluginsResult);
        }
        else if (plugins.Count == 0)
        {
            output.Note("No plugins: copy one into a folder of its own below Plugins:Directory ('localrag settings Plugins:Directory').");
        }
        else
        {
            output.WriteTable(
                ["Plugin", "State", "Version", "Order", "SHA-256", "Reason"],
                [.. plugins.Select(plugin => (IReadOnlyList<string>)
                [
                    plugin.Id,
                    plugin.State.ToString(),
                    plugin.Version?.ToString() ?? string.Empty,
                    plugin.Order.ToString(CultureInfo.InvariantCulture),
                    Shorten(plugin.ContentHash),
                    plugin.Reason?.Split('\n')[0] ?? string.Empty,
                ])]);
        }
    }

    public static string Shorten(string? hash) => hash is { Length: > ShortHash } ? hash[..ShortHash] : hash ?? string.Empty;

    /// <summary>Writes what a change of the plugins came to: one line of remark, or one for each refusal.</summary>
    public static void Tell(CommandOutput output, PluginChange change)
    {
        if (change.Published)
        {
            output.Note($"plugins: generation {change.Generation} is live: {(change.Active.Count == 0 ? "no plugins" : string.Join(", ", change.Active))}");
        }

        foreach (string refusal in change.Refused)
        {
            output.Warn(PrintableText.Shorten(refusal, 300));
        }
    }
}
