using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Lists the plugins that were found, and what has become of each.</summary>
internal sealed class PluginsCommand() : CliCommand("plugins", "List the plugins: which are active, and why others are not.")
{
    private const int ShortHash = 12;

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("plugins", "id, state, version, order, hash, reason"),
        ("plugins --set Plugins:Directory=./plugins", "of another folder"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        IReadOnlyList<PluginStatus> plugins = services.GetRequiredService<PluginHost>().List();
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new PluginsResult([.. plugins.Select(PluginResult.From)]), OutputJson.Indented.PluginsResult);
        }
        else if (plugins.Count == 0)
        {
            context.Output.Note("No plugins: copy one into a folder of its own below Plugins:Directory ('localrag settings Plugins:Directory').");
        }
        else
        {
            context.Output.WriteTable(
                ["Plugin", "State", "Version", "Order", "SHA-256", "Reason"],
                [.. plugins.Select(plugin => (IReadOnlyList<string>)
                [
                    plugin.Id,
                    plugin.State.ToString(),
                    plugin.Version?.ToString() ?? string.Empty,
                    plugin.Order.ToString(CultureInfo.InvariantCulture),
                    plugin.ContentHash?[..ShortHash] ?? string.Empty,
                    plugin.Reason?.Split('\n')[0] ?? string.Empty,
                ])]);
        }

        return ExitCode.Done;
    }
}
