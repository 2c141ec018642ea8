using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Brings what the query planner knows of the tables up to date.</summary>
internal sealed class DbAnalyzeCommand() : CliCommand("analyze", "Count what the tables hold, for the query planner, and join the parts of the word index.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("db analyze", "after a large ingestion; searches go on meanwhile"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        SqliteMaintenance maintenance = services.GetRequiredService<SqliteMaintenance>();
        SqliteStatistics statistics = await ProgressDisplay.RunAsync(
            context.Output,
            "Analyzing the index",
            services.GetRequiredService<TimeProvider>(),
            async _ =>
            {
                await maintenance.AnalyzeAsync(cancellationToken);
                return await maintenance.GetStatisticsAsync(cancellationToken);
            });
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(DatabaseStatisticsResult.From(statistics), OutputJson.Indented.DatabaseStatisticsResult);
        }
        else
        {
            context.Output.Note($"Analyzed {statistics.Path}.");
        }

        return ExitCode.Done;
    }
}
