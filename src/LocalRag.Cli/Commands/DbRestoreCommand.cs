using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Puts a backup in the place of what the index holds.</summary>
internal sealed class DbRestoreCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "What db backup has written." };

    public DbRestoreCommand()
        : base("restore", "Check a backup from end to end, keep a copy of the index, and put the backup in its place.")
    {
        Add(_file);
        _file.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("db restore ./index-backup.db", "what the index held before stays in a file beside it"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string file = context.Arguments.GetRequiredValue(_file);
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        RestoreOutcome outcome = await ProgressDisplay.RunAsync(
            context.Output,
            "Restoring the index",
            services.GetRequiredService<TimeProvider>(),
            progress => services.GetRequiredService<SqliteMaintenance>().RestoreAsync(file, new ShareProgress(progress), cancellationToken));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(
                new DatabaseRestoreResult(outcome.Documents, outcome.Chunks, outcome.Kept), OutputJson.Indented.DatabaseRestoreResult);
        }
        else
        {
            context.Output.Note(string.Create(
                CultureInfo.InvariantCulture, $"The index holds {outcome.Documents:N0} documents, {outcome.Chunks:N0} chunks."));
            if (outcome.Kept is { } kept)
            {
                context.Output.Note($"What it held before is in {kept}; delete that file when you do not need it.");
            }
        }

        return ExitCode.Done;
    }
}
