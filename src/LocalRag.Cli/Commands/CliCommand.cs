using System.CommandLine;
using LocalRag.Cli.Hosting;

namespace LocalRag.Cli.Commands;

/// <summary>A command of <c>localrag</c>. Making one is cheap: nothing is loaded before it runs.</summary>
internal abstract class CliCommand : Command
{
    protected CliCommand(string name, string description)
        : base(name, description) =>
        SetAction((result, _) => CommandRunner.RunAsync(result, RunAsync));

    /// <summary>Gets command lines for the help text, without the program's name, each with what it does.</summary>
    public abstract IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; }

    /// <summary>Does the work and returns the exit code.</summary>
    protected abstract Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken);
}
