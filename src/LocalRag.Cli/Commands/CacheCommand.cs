using LocalRag.Cli.Hosting;

namespace LocalRag.Cli.Commands;

/// <summary>Looks after what the plugin cache keeps on disk.</summary>
internal sealed class CacheCommand : CliCommand
{
    public CacheCommand()
        : base("cache", "Show or empty what the plugin cache keeps between runs.")
    {
        Add(new CacheStatsCommand());
        Add(new CacheClearCommand());
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("cache", "the same as cache stats"),
        ("cache clear", "let go of all vectors on disk"),
    ];

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        CacheStatsCommand.ShowAsync(context, cancellationToken);
}
