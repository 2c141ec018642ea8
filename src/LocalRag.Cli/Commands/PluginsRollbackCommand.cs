using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Goes back to the version of a plugin that was live before, in all later runs, until its folder changes.</summary>
internal sealed class PluginsRollbackCommand : CliCommand
{
    private readonly Argument<string> _id = PluginLookup.RequiredId();

    public PluginsRollbackCommand()
        : base("rollback", "Go back to the version of a plugin that was live before, in later runs too, until the files in its folder change. Once more goes forward again.") =>
        Add(_id);

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("plugins rollback hello", "the version before, from the stage below Plugins:Directory"),
        ("plugins swap hello", "the version in its folder again"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        PluginHost plugins = (await context.StartHostAsync(cancellationToken)).GetRequiredService<PluginHost>();
        return PluginsSwapCommand.Write(context.Output, await plugins.RollbackAsync(context.Arguments.GetRequiredValue(_id), cancellationToken), []);
    }
}
