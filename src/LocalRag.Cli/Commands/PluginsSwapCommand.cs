using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Takes into use what the plugin folders hold now, also after a rollback, and proves that it can go again.</summary>
internal sealed class PluginsSwapCommand : CliCommand
{
    private readonly Argument<string?> _id = PluginLookup.OptionalId();

    public PluginsSwapCommand()
        : base(
            "swap",
            "Take into use what the plugin folders hold now: load, self-test, publish, and prove that it can be unloaded. Ends a rollback. A running chat swaps by itself, or by /swap.") =>
        Add(_id);

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("plugins swap", "all plugins"),
        ("plugins swap hello", "go forward again after 'plugins rollback hello'"),
    ];

    public static int Write(CommandOutput output, PluginChange change, IReadOnlyList<PluginVerification> verified)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(
                new PluginChangeResult(change.Generation, change.Published, change.Active, change.Refused, verified), OutputJson.Indented.PluginChangeResult);
        }
        else
        {
            CommandOutput.WriteLine($"Generation {change.Generation}: {(change.Active.Count == 0 ? "no plugins" : string.Join(", ", change.Active))}.");
            PluginsVerifyCommand.Write(output, verified);
            foreach (string refusal in change.Refused)
            {
                output.Warn(refusal);
            }
        }

        return change.Refused.Count == 0 && verified.All(result => result.Passed) ? ExitCode.Done : ExitCode.Failed;
    }

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string? id = context.Arguments.GetValue(_id);
        PluginHost plugins = (await context.StartHostAsync(cancellationToken)).GetRequiredService<PluginHost>();
        PluginChange change = await plugins.SwapAsync(id, cancellationToken);
        return Write(context.Output, change, await plugins.VerifyAsync(id, cancellationToken));
    }
}
