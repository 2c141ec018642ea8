using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Measurement;

/// <summary>Searches the corpus, without answering.</summary>
internal sealed class SearchWorkload(PromptSet prompts, BenchmarkSeeds seeds) : Workload
{
    private readonly BenchmarkPrompt[] _order = QuestionOrder.Shuffle(prompts.Questions, seeds.Order);

    public override string Name => "search";

    public override string Description => "Searches in the corpus, by words and by meaning, without answers.";

    public override IReadOnlyList<FigureDefinition> Figures { get; } =
    [
        FigureDefinition.Time("search_ms"),
        FigureDefinition.Quality("hit_at_1"),
        FigureDefinition.Quality("hit_at_5"),
    ];

    public override int MaxRounds => _order.Length;

    public override double Weight => 0.5;

    public override async Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken)
    {
        IRetriever retriever = host.Services.GetRequiredService<IRetriever>();
        for (int number = 0; number < 5; number++)
        {
            await retriever.RetrieveAsync(new RetrievalQuery($"{AskColdWorkload.WarmUpQuestion} {number}"), cancellationToken);
        }
    }

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        BenchmarkPrompt prompt = _order[round];
        IRetriever retriever = host.Services.GetRequiredService<IRetriever>();
        long start = Stopwatch.GetTimestamp();
        RetrievalResult result = await retriever.RetrieveAsync(new RetrievalQuery(prompt.Text), cancellationToken);
        Dictionary<string, double> figures = new() { ["search_ms"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds };
        if (prompt.Document is { } document)
        {
            figures["hit_at_1"] = AnswerProbe.IsAmong(result.Hits, document, 1) ? 1 : 0;
            figures["hit_at_5"] = AnswerProbe.IsAmong(result.Hits, document, 5) ? 1 : 0;
        }

        return figures;
    }
}
