using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Lists the plugins that were found, and what has become of each.</summary>
internal sealed class PluginsListCommand() : CliCommand("list", "List the plugins: which are active, and why others are not.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("plugins list", "id, state, version, order, hash, reason"),
        ("plugins list --json", "for a script"),
    ];

    public static async Task<int> ListAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        PluginsOutput.Write(context.Output, services.GetRequiredService<PluginHost>().List());
        return ExitCode.Done;
    }

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) => ListAsync(context, cancellationToken);
}
