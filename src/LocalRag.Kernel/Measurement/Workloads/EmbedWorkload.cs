using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Measurement;

/// <summary>Embeds texts of the corpus, a batch of new ones each round.</summary>
internal sealed class EmbedWorkload : Workload
{
    private const int BatchSize = 16;
    private const int ShortestText = 200;

    private readonly string[][] _batches;

    public EmbedWorkload(string corpus, BenchmarkSeeds seeds)
    {
        IEnumerable<string> texts = Directory.EnumerateFiles(corpus, "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".md" or ".txt" or ".html")
            .Order(StringComparer.Ordinal)
            .SelectMany(path => File.ReadAllText(path).Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(text => text.Length >= ShortestText)
            .Distinct();
        _batches = [.. QuestionOrder.Shuffle(texts, seeds.Order).Chunk(BatchSize).Where(batch => batch.Length == BatchSize)];
        if (_batches.Length < 2)
        {
            throw new LocalRagException(
                $"The corpus {corpus} is too small for the workload embed: it has fewer than {2 * BatchSize} paragraphs in .md, .txt and .html files.",
                "Leave the workload out with --workload, or give another folder with --corpus.");
        }
    }

    public override string Name => "embed";

    public override string Description => $"Batches of {BatchSize} paragraphs of the corpus, none twice.";

    public override IReadOnlyList<FigureDefinition> Figures { get; } =
    [
        FigureDefinition.Speed("texts_per_second", "text/s"),
        FigureDefinition.Speed("tokens_per_second", "token/s"),
    ];

    public override int MaxRounds => _batches.Length - 1;

    public override double Weight => 0.5;

    public override async Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken) =>
        await Generator(host).GenerateAsync(_batches[^1], cancellationToken: cancellationToken);

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        IEmbeddingGenerator<string, Embedding<float>> generator = Generator(host);
        long start = Stopwatch.GetTimestamp();
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(_batches[round], cancellationToken: cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Dictionary<string, double> figures = new() { ["texts_per_second"] = BatchSize / seconds };
        if (embeddings.Usage?.InputTokenCount is { } tokens)
        {
            figures["tokens_per_second"] = tokens / seconds;
        }

        return figures;
    }

    private static IEmbeddingGenerator<string, Embedding<float>> Generator(MeasuredHost host) =>
        host.Services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
}
