using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Checks the index from end to end.</summary>
internal sealed class DbCheckCommand() : CliCommand("check", "Read the whole index and say what is wrong with it; exit code 1 where something is.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("db check", "pages, references, words, vectors and their codes"),
        ("db check --json", "for a script"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        IDocumentIndex index = services.GetRequiredService<IDocumentIndex>();
        IReadOnlyList<string> problems = await ProgressDisplay.RunAsync(
            context.Output, "Checking the index", services.GetRequiredService<TimeProvider>(), _ => index.CheckAsync(cancellationToken));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new DatabaseCheckResult(problems.Count == 0, problems), OutputJson.Indented.DatabaseCheckResult);
        }
        else
        {
            foreach (string problem in problems)
            {
                CommandOutput.WriteLine(problem);
            }

            context.Output.Note(
                problems.Count == 0
                    ? "The index is sound."
                    : "Put a backup back with 'localrag db restore FILE', or delete the index and ingest the documents again.");
        }

        return problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
