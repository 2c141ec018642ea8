using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Measurement;

/// <summary>Searches in an index of generated chunks, to tell how the search grows.</summary>
internal sealed class GeneratedSearchWorkload(string name, int chunks) : Workload
{
    private const int ChunksPerDocument = 1000;
    private const int WarmUpSearches = 20;

    private readonly GeneratedCorpus _generated = new();

    public override string Name => name;

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"Searches in {chunks:N0} generated chunks.");

    public override IReadOnlyDictionary<string, string> Parameters => new Dictionary<string, string>
    {
        ["chunks"] = chunks.ToString(CultureInfo.InvariantCulture),
        ["dimensions"] = GeneratedCorpus.Dimensions.ToString(CultureInfo.InvariantCulture),
    };

    public override IReadOnlyList<FigureDefinition> Figures { get; } = [FigureDefinition.Time("search_ms")];

    public override int MaxRounds => 200;

    public override double Weight => 0.5;

    public override async Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken)
    {
        IDocumentIndex index = host.Services.GetRequiredService<IDocumentIndex>();
        await foreach (IndexedDocument document in index.ListAsync(cancellationToken: cancellationToken))
        {
            await index.RemoveAsync(document.Id, cancellationToken);
        }

        for (int first = 0; first < chunks; first += ChunksPerDocument)
        {
            IndexedDocument document = new($"generated-{first}", "Generated", "0", 0, "text/plain", DateTimeOffset.UnixEpoch, ChunksPerDocument);
            await index.ReplaceAsync(document, _generated.TakeAsync(first, Math.Min(ChunksPerDocument, chunks - first)), cancellationToken);
        }

        for (int number = 0; number < WarmUpSearches; number++)
        {
            await index.SearchAsync(_generated.Query(MaxRounds + number), cancellationToken);
        }
    }

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        HybridQuery query = _generated.Query(round);
        IDocumentIndex index = host.Services.GetRequiredService<IDocumentIndex>();
        long start = Stopwatch.GetTimestamp();
        await index.SearchAsync(query, cancellationToken);
        return new Dictionary<string, double> { ["search_ms"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds };
    }
}
