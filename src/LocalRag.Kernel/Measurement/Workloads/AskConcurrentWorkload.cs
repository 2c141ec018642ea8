using System.Diagnostics;
using LocalRag.Measurement.Statistics;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Several callers at once, each with the next question as soon as its answer is complete.</summary>
internal sealed class AskConcurrentWorkload(PromptSet prompts, BenchmarkSeeds seeds) : Workload
{
    private static readonly (int Callers, int Questions)[] s_levels = [(1, 4), (2, 4), (4, 8), (8, 8)];

    private readonly BenchmarkPrompt[] _order = QuestionOrder.Shuffle(prompts.Questions, seeds.Order);

    public override string Name => "ask-concurrent";

    public override string Description => "Questions by 1, 2, 4 and 8 callers at once: four, four, eight and eight.";

    public override IReadOnlyList<FigureDefinition> Figures { get; } =
    [
        .. s_levels.SelectMany(level => (FigureDefinition[])
        [
            FigureDefinition.Speed($"requests_per_second_{level.Callers}", "request/s"),
            FigureDefinition.Time($"total_p95_ms_{level.Callers}"),
            FigureDefinition.Time($"first_token_p95_ms_{level.Callers}"),
        ]),
    ];

    // The questions come round again, in other company; a cache across questions is measured by ask-repeat.
    public override int MaxRounds => 100;

    public override double Weight => 4;

    public override Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken) =>
        AskColdWorkload.WarmUpAnswersAsync(host, cancellationToken);

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        Dictionary<string, double> figures = [];
        int next = round * s_levels.Sum(level => level.Questions);
        foreach ((int callers, int questions) in s_levels)
        {
            Queue<BenchmarkPrompt> waiting = new(Enumerable.Range(next, questions).Select(number => _order[number % _order.Length]));
            next += questions;
            List<(double FirstToken, double Total)> answers = [];
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(host, waiting, answers, cancellationToken), cancellationToken)));
            figures[$"requests_per_second_{callers}"] = questions / Stopwatch.GetElapsedTime(start).TotalSeconds;
            figures[$"total_p95_ms_{callers}"] = P95(answers.Select(answer => answer.Total));
            figures[$"first_token_p95_ms_{callers}"] = P95(answers.Select(answer => answer.FirstToken));
        }

        return figures;
    }

    private static async Task CallAsync(
        MeasuredHost host, Queue<BenchmarkPrompt> waiting, List<(double FirstToken, double Total)> answers, CancellationToken cancellationToken)
    {
        while (true)
        {
            BenchmarkPrompt? prompt;
            lock (waiting)
            {
                if (!waiting.TryDequeue(out prompt))
                {
                    return;
                }
            }

            double? firstToken = null;
            long start = Stopwatch.GetTimestamp();
            await foreach (ChatResponseUpdate update in host.Answers.GetStreamingResponseAsync(prompt.Text, cancellationToken: cancellationToken))
            {
                firstToken ??= update.Text.Length > 0 ? Stopwatch.GetElapsedTime(start).TotalMilliseconds : null;
            }

            double total = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            lock (answers)
            {
                answers.Add((firstToken ?? total, total));
            }
        }
    }

    private static double P95(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Quantile.Of(sorted, 0.95);
    }
}
