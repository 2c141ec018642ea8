using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Each question once: nothing that an answer is made of can be in a cache.</summary>
internal sealed class AskColdWorkload(PromptSet prompts, BenchmarkSeeds seeds) : Workload
{
    /// <summary>Asked before any measurement; it is none of the prompts.</summary>
    public const string WarmUpQuestion = "What are these documents about, and who are they for?";

    private readonly BenchmarkPrompt[] _order = QuestionOrder.Shuffle(prompts.Questions, seeds.Order);

    public override string Name => "ask-cold";

    public override string Description => "Distinct questions, each once.";

    public override IReadOnlyList<FigureDefinition> Figures => AnswerProbe.Figures;

    public override int MaxRounds => _order.Length;

    public override double Weight => 6;

    public override Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken) => WarmUpAnswersAsync(host, cancellationToken);

    public static async Task WarmUpAnswersAsync(MeasuredHost host, CancellationToken cancellationToken)
    {
        // Twice: the first loads the models and the second finds the code compiled.
        await host.Answers.GetResponseAsync(WarmUpQuestion, cancellationToken: cancellationToken);
        await host.Answers.GetResponseAsync(WarmUpQuestion + " Who wrote them?", cancellationToken: cancellationToken);
    }

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        BenchmarkPrompt prompt = _order[round];
        return (await AnswerProbe.AskAsync(host, [new ChatMessage(ChatRole.User, prompt.Text)], prompt, cancellationToken)).Figures;
    }
}
