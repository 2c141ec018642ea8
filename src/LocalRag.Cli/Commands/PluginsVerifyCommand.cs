using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Tries plugins without using them.</summary>
internal sealed class PluginsVerifyCommand : CliCommand
{
    private readonly Argument<string?> _id = PluginLookup.OptionalId();

    public PluginsVerifyCommand()
        : base("verify", "Try plugins without using them: hash, contract, order, proposed settings, self-test, and that they can be unloaded. Fails where one does not pass.") =>
        Add(_id);

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("plugins verify", "all plugins"),
        ("plugins verify hello --json", "one plugin, for a script"),
    ];

    public static void Write(CommandOutput output, IReadOnlyList<PluginVerification> results) => output.WriteTable(
        ["Plugin", "Check", "Result", "Detail"],
        [.. results.SelectMany(result => result.Checks.Select(check => (IReadOnlyList<string>)
            [result.Plugin, check.Name, check.Passed ? "ok" : "failed", check.Detail.Split('\n')[0]]))]);

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        PluginHost plugins = (await context.StartHostAsync(cancellationToken)).GetRequiredService<PluginHost>();
        IReadOnlyList<PluginVerification> results = await plugins.VerifyAsync(context.Arguments.GetValue(_id), cancellationToken);
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new VerificationsResult(results), OutputJson.Indented.VerificationsResult);
        }
        else if (results.Count == 0)
        {
            context.Output.Note("There are no plugins to verify.");
        }
        else
        {
            Write(context.Output, results);
        }

        return results.All(result => result.Passed) ? ExitCode.Done : ExitCode.Failed;
    }
}
