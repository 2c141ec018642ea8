using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Gives free space of the index file back to the disk.</summary>
internal sealed class DbVacuumCommand() : CliCommand("vacuum", "Write the index file anew without its free pages. It needs as much free disk space as the file has.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("db vacuum", "after many documents were removed"),
        ("db vacuum --json", "the bytes that were freed, for a script"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        SqliteMaintenance maintenance = services.GetRequiredService<SqliteMaintenance>();
        (long freed, SqliteStatistics statistics) = await ProgressDisplay.RunAsync(
            context.Output,
            "Writing the index file anew",
            services.GetRequiredService<TimeProvider>(),
            async _ => (await maintenance.VacuumAsync(cancellationToken), await maintenance.GetStatisticsAsync(cancellationToken)));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(
                new DatabaseFileResult(statistics.Path, statistics.FileBytes) { FreedBytes = freed }, OutputJson.Indented.DatabaseFileResult);
        }
        else
        {
            context.Output.Note($"{statistics.Path} has {FileSize.Format(statistics.FileBytes)} now; {FileSize.Format(Math.Max(0, freed))} were freed.");
        }

        return ExitCode.Done;
    }
}
