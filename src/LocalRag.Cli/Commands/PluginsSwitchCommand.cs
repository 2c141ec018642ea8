using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Turns a plugin on or off for all later runs, in the user's settings file.</summary>
internal sealed class PluginsSwitchCommand : CliCommand
{
    private readonly Argument<string> _id = PluginLookup.RequiredId();
    private readonly bool _enabled;

    public PluginsSwitchCommand(string name, string description, bool enabled)
        : base(name, $"{description} A program that is running keeps what it has.")
    {
        Add(_id);
        _enabled = enabled;
        Examples =
        [
            ($"plugins {name} hello", enabled ? "take it out of Plugins:Disabled" : "put it into Plugins:Disabled"),
            ($"plugins {name} cache", enabled ? "one that comes with the program: put it into Plugins:Optimizers" : "one that comes with the program: take it out of Plugins:Optimizers"),
        ];
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; }

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string id = context.Arguments.GetRequiredValue(_id);
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        PluginHost plugins = services.GetRequiredService<PluginHost>();
        bool isOptimizer = PluginLookup.Find(plugins, id).IsOptimizer;
        bool changed = UserSettingsFile.SetPluginEnabled(ConfigurationSources.UserFile, id, isOptimizer, _enabled);
        await plugins.SetEnabledAsync(id, _enabled, cancellationToken);
        PluginStatus plugin = PluginLookup.Find(plugins, id);
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(PluginResult.From(plugin), OutputJson.Indented.PluginResult);
        }
        else
        {
            CommandOutput.WriteLine($"{id} is {(_enabled ? "enabled" : "disabled")}{(changed ? $" in {ConfigurationSources.UserFile}" : " already")}.");
        }

        if (_enabled && plugin.State != PluginState.Active)
        {
            context.Output.Fail(plugin.Reason ?? $"{id} is {plugin.State}.", null);
            return ExitCode.Failed;
        }

        return ExitCode.Done;
    }
}
