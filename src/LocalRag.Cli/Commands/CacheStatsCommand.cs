using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using LocalRag.Sqlite.Embeddings;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Shows the file of vectors. What is in memory belongs to a program that runs, and this one has just begun.</summary>
internal sealed class CacheStatsCommand() : CliCommand("stats", "Show the vectors that are kept on disk. What a running program holds in memory, /cache shows in a conversation.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("cache stats", "the file, its vectors, its size"),
        ("cache stats --json", "for a script"),
    ];

    public static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        EmbeddingStoreStatistics statistics = await services.GetRequiredService<SqliteEmbeddingStore>().GetStatisticsAsync(cancellationToken);
        bool active = services.GetRequiredService<PluginHost>().List().Any(plugin => plugin is { Id: "cache", State: PluginState.Active });
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(CacheStatisticsResult.From(statistics, active), OutputJson.Indented.CacheStatisticsResult);
            return ExitCode.Done;
        }

        context.Output.WriteTable(["What", "Value"], [.. Rows(statistics)]);
        if (!active)
        {
            context.Output.Note("The plugin cache is not active, so nothing is read from there; localrag plugins says more.");
        }

        return ExitCode.Done;
    }

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) => ShowAsync(context, cancellationToken);

    private static IEnumerable<IReadOnlyList<string>> Rows(EmbeddingStoreStatistics statistics)
    {
        yield return ["File", statistics.Path];
        yield return ["Vectors", statistics.Vectors.ToString("N0", CultureInfo.InvariantCulture)];
        yield return ["Size", $"{FileSize.Format(statistics.FileBytes)} of at most {FileSize.Format(statistics.LimitBytes)}"];
        foreach (string file in statistics.SetAside)
        {
            yield return ["Unusable", $"{file} stood in its place; nothing reads it any more"];
        }
    }
}
