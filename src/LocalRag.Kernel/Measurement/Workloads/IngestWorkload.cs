using LocalRag.Ingestion;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Measurement;

/// <summary>Ingests the corpus into an empty index.</summary>
internal sealed class IngestWorkload(string corpus) : Workload
{
    public override string Name => "ingest";

    public override string Description => "The corpus, into an empty index of a new host.";

    public override IReadOnlyList<FigureDefinition> Figures { get; } =
    [
        FigureDefinition.Cost("seconds", "s"),
        FigureDefinition.Speed("documents_per_second", "document/s"),
        FigureDefinition.Speed("tokens_per_second", "token/s"),
    ];

    public override int MaxRounds => 50;

    public override double Weight => 1;

    public override bool NeedsFreshHost => true;

    public override async Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken) =>
        await host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>()
            .GenerateAsync(AskColdWorkload.WarmUpQuestion, cancellationToken: cancellationToken);

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        IngestionReport report = await IngestAsync(host, corpus, cancellationToken);
        double seconds = report.Elapsed.TotalSeconds;
        return new Dictionary<string, double>
        {
            ["seconds"] = seconds,
            ["documents_per_second"] = report.Added / seconds,
            ["tokens_per_second"] = report.Tokens / seconds,
        };
    }

    public static async Task<IngestionReport> IngestAsync(MeasuredHost host, string corpus, CancellationToken cancellationToken)
    {
        IngestionReport report = await host.Services.GetRequiredService<DocumentIngestor>()
            .IngestAsync(new IngestionRequest([corpus]), cancellationToken: cancellationToken);
        return report.Added > 0
            ? report
            : throw new LocalRagException(
                $"No document of the corpus {corpus} could be ingested ({report.Failed} failed, {report.Skipped} skipped).", "Give a folder with documents with --corpus DIR.");
    }
}
