using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Shows the sizes and settings of the index file.</summary>
internal sealed class DbStatsCommand() : CliCommand("stats", "Show the size of the index file, its settings, and how its vectors are searched.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("db stats", "file, log, free space, cache, codes"),
        ("db stats --json", "for a script"),
    ];

    public static async Task<int> ShowAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        SqliteStatistics statistics = await services.GetRequiredService<SqliteMaintenance>().GetStatisticsAsync(cancellationToken);
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(DatabaseStatisticsResult.From(statistics), OutputJson.Indented.DatabaseStatisticsResult);
        }
        else
        {
            context.Output.WriteTable(["What", "Value"], [.. Rows(statistics)]);
        }

        return ExitCode.Done;
    }

    protected override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) => ShowAsync(context, cancellationToken);

    private static IEnumerable<IReadOnlyList<string>> Rows(SqliteStatistics statistics)
    {
        yield return ["File", $"{statistics.Path} ({FileSize.Format(statistics.FileBytes)}, {FileSize.Format(statistics.FreeBytes)} of it free)"];
        yield return ["Log", FileSize.Format(statistics.LogBytes)];
        yield return ["SQLite", string.Create(CultureInfo.InvariantCulture, $"{statistics.SqliteVersion}, schema {statistics.SchemaVersion}")];
        yield return ["Cache", $"{FileSize.Format(statistics.CacheKiB * 1024L)} per connection, {FileSize.Format(statistics.MmapBytes)} mapped"];
        yield return ["Commits", $"synchronous {statistics.Synchronous}"];
        yield return
        [
            "Content",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{statistics.Documents:N0} documents, {statistics.Chunks:N0} chunks, {statistics.Embeddings:N0} with a vector"),
        ];
        yield return ["Vectors", DescribeCodes(statistics)];
        if (statistics.UpkeepProblem is { } problem)
        {
            yield return ["Upkeep", problem];
        }
    }

    private static string DescribeCodes(SqliteStatistics statistics) => (statistics.Codes, statistics.BitCodesDone) switch
    {
        ("none", _) => "none",
        ("bits", 1) => string.Create(CultureInfo.InvariantCulture, $"one bit per dimension in memory, around the mean of {statistics.BitCodesTrainedOn:N0} vectors"),
        ("bits", { } done) => string.Create(CultureInfo.InvariantCulture, $"one bit per dimension in memory; new codes: {done:0%} done"),
        (_, { } done and < 1) => string.Create(CultureInfo.InvariantCulture, $"one byte per dimension in memory; codes of one bit: {done:0%} done"),
        _ => "one byte per dimension in memory",
    };
}
