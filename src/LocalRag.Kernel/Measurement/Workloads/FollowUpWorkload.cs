using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Conversations; the last turn, which leans on the ones before, is measured.</summary>
internal sealed class FollowUpWorkload(PromptSet prompts, BenchmarkSeeds seeds) : Workload
{
    private readonly BenchmarkPrompt[] _order = QuestionOrder.Shuffle(prompts.Conversations, seeds.Order);

    public override string Name => "follow-up";

    public override string Description => "Conversations; the figures are those of the last turn.";

    public override IReadOnlyList<FigureDefinition> Figures => AnswerProbe.Figures;

    public override int MaxRounds => _order.Length;

    public override double Weight => 2;

    public override Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken) =>
        AskColdWorkload.WarmUpAnswersAsync(host, cancellationToken);

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        BenchmarkPrompt prompt = _order[round];
        List<ChatMessage> conversation = [];
        foreach (string turn in prompt.Turns.SkipLast(1))
        {
            conversation.Add(new ChatMessage(ChatRole.User, turn));
            ChatResponse answer = await host.Answers.GetResponseAsync(conversation, cancellationToken: cancellationToken);
            conversation.Add(new ChatMessage(ChatRole.Assistant, answer.Text));
        }

        conversation.Add(new ChatMessage(ChatRole.User, prompt.Text));
        return (await AnswerProbe.AskAsync(host, conversation, prompt, cancellationToken)).Figures;
    }
}
