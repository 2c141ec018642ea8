using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using LocalRag.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Shows one plugin: its state, its layers and the settings that it proposes.</summary>
internal sealed class PluginsShowCommand : CliCommand
{
    private readonly Argument<string> _id = PluginLookup.RequiredId();

    public PluginsShowCommand()
        : base("show", "Show one plugin: state, files, layers, and the settings that are as it proposes.") => Add(_id);

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } = [("plugins show hello", "all that is known of it, with the whole reason where it is not active")];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string id = context.Arguments.GetRequiredValue(_id);
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        PluginHost plugins = services.GetRequiredService<PluginHost>();
        PluginStatus plugin = PluginLookup.Find(plugins, id);
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(PluginResult.From(plugin), OutputJson.Indented.PluginResult);
            return ExitCode.Done;
        }

        List<IReadOnlyList<string>> rows =
        [
            ["State", plugin.State.ToString()],
            ["Version", plugin.Version?.ToString() ?? string.Empty],
            ["Order", plugin.Order.ToString(CultureInfo.InvariantCulture)],
            ["SHA-256", plugin.ContentHash ?? string.Empty],
            ["Folder", plugin.Directory ?? string.Empty],
        ];
        rows.AddRange(plugins.Describe().SelectMany(pipeline => pipeline.Layers
            .Where(layer => layer.Owner == id)
            .Select(layer => (IReadOnlyList<string>)[$"{pipeline.Pipeline} layers", string.Join(" > ", layer.Classes)])));
        rows.AddRange(services.GetRequiredService<SettingsCatalog>().List()
            .Where(setting => setting.Source == Setting.SourceOfPlugin(id))
            .Select(setting => (IReadOnlyList<string>)["Setting", $"{setting.Key}={setting.Value}"]));
        rows.AddRange(plugin.LeftOut.Select(file => (IReadOnlyList<string>)["Left out", file]));
        context.Output.WriteTable(["What", "Value"], rows);
        if (plugin.Reason is { } reason)
        {
            CommandOutput.WriteLine(reason);
        }

        return ExitCode.Done;
    }
}
