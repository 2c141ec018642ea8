using LocalRag.Cli.Hosting;

namespace LocalRag.Cli.Commands;

/// <summary>Looks after the index file.</summary>
internal sealed class DbCommand : CliCommand
{
    public DbCommand()
        : base("db", "Check, tidy up, back up and restore the index file.")
    {
        Add(new DbStatsCommand());
        Add(new DbCheckCommand());
        Add(new DbAnalyzeCommand());
        Add(new DbVacuumCommand());
        Add(new DbBackupCommand());
        Add(new DbRestoreCommand());
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("db", "the same as db stats"),
        ("db check", "read the whole index, and say what is wrong with it"),
        ("db backup ./index-backup.db", "copy the index while it is in use"),
    ];

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        DbStatsCommand.ShowAsync(context, cancellationToken);
}
