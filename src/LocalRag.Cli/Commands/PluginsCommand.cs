using LocalRag.Cli.Hosting;

namespace LocalRag.Cli.Commands;

/// <summary>Lists, tries, turns on and off, replaces and explains plugins.</summary>
internal sealed class PluginsCommand : CliCommand
{
    public PluginsCommand()
        : base("plugins", "List the plugins, turn them on and off, try them, go back to the version before.")
    {
        Add(new PluginsListCommand());
        Add(new PluginsShowCommand());
        Add(new PluginsSwitchCommand("enable", "Turn a plugin on, in this user's settings; it is tried at once.", enabled: true));
        Add(new PluginsSwitchCommand("disable", "Turn a plugin off, in this user's settings.", enabled: false));
        Add(new PluginsSwapCommand());
        Add(new PluginsRollbackCommand());
        Add(new PluginsVerifyCommand());
        Add(new PluginsWhyAliveCommand());
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("plugins", "the same as plugins list"),
        ("plugins --set Plugins:Directory=./plugins", "those of another folder"),
        ("plugins disable hello", "leave a plugin out from now on"),
        ("plugins verify hello", "try a plugin without using it"),
    ];

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        PluginsListCommand.ListAsync(context, cancellationToken);
}
