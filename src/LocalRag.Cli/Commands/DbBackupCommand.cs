using System.CommandLine;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Copies the index.</summary>
internal sealed class DbBackupCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The copy; must not be there yet." };

    public DbBackupCommand()
        : base("backup", "Copy the index into one file, while it may be in use.")
    {
        Add(_file);
        _file.RejectOptions();
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("db backup ./index-backup.db", "one consistent state; put it back with db restore"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(context.Arguments.GetRequiredValue(_file));
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        long bytes = await ProgressDisplay.RunAsync(
            context.Output,
            "Copying the index",
            services.GetRequiredService<TimeProvider>(),
            progress => services.GetRequiredService<SqliteMaintenance>().BackupAsync(file, new ShareProgress(progress), cancellationToken));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(new DatabaseFileResult(file, bytes), OutputJson.Indented.DatabaseFileResult);
        }
        else
        {
            context.Output.Note($"Wrote {file} ({FileSize.Format(bytes)}).");
        }

        return ExitCode.Done;
    }
}
