using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Leaks;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Tells what holds a plugin in memory that was taken out of use.</summary>
internal sealed class PluginsWhyAliveCommand : CliCommand
{
    private readonly Argument<string> _id = PluginLookup.RequiredId();

    private readonly Option<int?> _process = new("--process")
    {
        Description = "Look at a running process of this user, such as that of 'localrag chat'; it goes on running.",
        HelpName = "PID",
    };

    private readonly Option<string?> _dump = new("--dump") { Description = "Look at a dump, as 'dotnet-dump collect' takes it.", HelpName = "FILE" };

    public PluginsWhyAliveCommand()
        : base("why-alive", "Tell what holds a plugin in memory. Without an option, the plugin is loaded, tried and unloaded here. Fails where it stays in memory.")
    {
        Add(_id);
        Add(_process);
        Add(_dump);
        Validators.Add(result =>
        {
            if (result.GetValue(_process) is not null && result.GetValue(_dump) is not null)
            {
                result.AddError("--process and --dump can't be used together.");
            }
        });
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("plugins why-alive hello", "try it here: does it go when it is unloaded, and what holds it if not"),
        ("plugins why-alive hello --process 4711", "a chat that reports it as leaked"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string id = context.Arguments.GetRequiredValue(_id);
        IReadOnlyList<LeakedContext> leaks = context.Arguments.GetValue(_process) is { } process ? LeakExplanation.OfProcess(process, id)
            : context.Arguments.GetValue(_dump) is { } dump ? LeakExplanation.OfDump(dump, id)
            : await TryHereAsync(context, id, cancellationToken);
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new LeaksResult(id, leaks), OutputJson.Indented.LeaksResult);
        }
        else if (leaks.Count == 0)
        {
            CommandOutput.WriteLine($"No version of {id} that was taken out of use is in memory.");
        }
        else
        {
            foreach (LeakedContext leak in leaks)
            {
                Write(context.Output, id, leak);
            }
        }

        return leaks.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<IReadOnlyList<LeakedContext>> TryHereAsync(CommandContext context, string id, CancellationToken cancellationToken)
    {
        PluginHost plugins = (await context.StartHostAsync(cancellationToken)).GetRequiredService<PluginHost>();
        PluginVerification verification = (await plugins.VerifyAsync(id, cancellationToken)).First(result => result.Plugin == id);
        foreach (PluginCheck check in verification.Checks.Where(check => !check.Passed && check.Name != "unload"))
        {
            context.Output.Warn(check.Detail);
        }

        return plugins.ListUnloading().Any(unload => unload.PluginId == id) ? LeakExplanation.OfProcess(Environment.ProcessId, id) : [];
    }

    private static void Write(CommandOutput output, string id, LeakedContext leak)
    {
        output.WriteHeading($"{id} {PluginsOutput.Shorten(leak.ContentHash)} {(leak.IsLeaked ? "is held by" : "is on its way out, and held by")}:");
        for (int depth = 0; depth < leak.RootPath.Count; depth++)
        {
            CommandOutput.WriteLine($"{new string(' ', 2 * depth)}{(depth == 0 ? string.Empty : "-> ")}{leak.RootPath[depth]}");
        }

        if (leak.RootPath.Count == 1)
        {
            output.Note("No root leads to it: what holds it is in native code, or has let go since.");
        }
    }
}
