using System.Globalization;
using System.Reflection;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Cli.Commands;

/// <summary>Shows what the index holds and which models are in use.</summary>
internal sealed class StatusCommand() : CliCommand("status", "Show what the index holds, which models are in use and where the data is.")
{
    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("status", "documents, chunks, models, folder"),
        ("status --data ./notes.localrag --json", "of another index, for a script"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        IndexSummary index = await services.GetRequiredService<IDocumentIndex>().GetSummaryAsync(cancellationToken);
        StatusResult status = new(
            typeof(StatusCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            services.GetRequiredService<IOptions<LocalRagOptions>>().Value.DataDirectory,
            new IndexResult(
                index.Location, index.Version, index.Documents, index.Chunks, index.Embeddings, index.EmbeddingModel, index.Dimensions, index.Bytes),
            ConfiguredModels.Find(services));
        if (context.Output.Json)
        {
            CommandOutput.WriteJson(status, OutputJson.Indented.StatusResult);
        }
        else
        {
            Write(context.Output, status);
        }

        return ExitCode.Done;
    }

    private static void Write(CommandOutput output, StatusResult status)
    {
        IndexResult index = status.Index;
        List<IReadOnlyList<string>> rows =
        [
            ["Data folder", status.DataDirectory],
            ["Index", $"{index.Location} ({FileSize.Format(index.Bytes)}, version {index.Version})"],
            ["Documents", index.Documents.ToString("N0", CultureInfo.InvariantCulture)],
            ["Chunks", string.Create(CultureInfo.InvariantCulture, $"{index.Chunks:N0}, {index.Embeddings:N0} with a vector")],
            ["Vectors", index.EmbeddingModel is { } model ? $"{model}, {index.Dimensions} dimensions" : "none"],
        ];
        rows.AddRange(status.Models.Select(model => (IReadOnlyList<string>)
            [model.Use, model.Path is { } path ? $"{path} ({FileSize.Format(model.Bytes ?? 0)})" : $"{model.Model}: {model.Problem}"]));
        output.WriteTable(["What", "Value"], rows);
    }
}
