using System.Globalization;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Questions as users repeat them: few often, many seldom, some in other words. The control to it, without any repetition, is <c>ask-cold</c>.</summary>
internal sealed class AskRepeatWorkload(IReadOnlyList<BenchmarkPrompt> prompts, BenchmarkSeeds seeds, double rephrasedShare) : Workload
{
    private const int Draws = 400;

    private readonly (BenchmarkPrompt Prompt, string Text, bool Repeated)[] _drawn =
        QuestionOrder.DrawRepeats(prompts, Draws, rephrasedShare, seeds.Repeats);

    public override string Name => "ask-repeat";

    public override string Description => "Questions drawn with Zipf's frequencies, some in other words; ask-cold is the control without repetition.";

    public override IReadOnlyDictionary<string, string> Parameters => new Dictionary<string, string>
    {
        ["distribution"] = "zipf, exponent 1",
        ["questions"] = prompts.Count.ToString(CultureInfo.InvariantCulture),
        ["rephrased_share"] = rephrasedShare.ToString(CultureInfo.InvariantCulture),
        ["seed"] = seeds.Repeats.ToString(CultureInfo.InvariantCulture),
        ["control"] = "ask-cold",
    };

    public override IReadOnlyList<FigureDefinition> Figures { get; } = [.. AnswerProbe.Figures, FigureDefinition.Description("repeated", FigureDefinition.Share)];

    public override int MaxRounds => Draws;

    // Nearly all of the first questions are new, whatever remembers them: what repetition is worth shows after a hundred.
    public override double Weight => 8;

    public override Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken) =>
        AskColdWorkload.WarmUpAnswersAsync(host, cancellationToken);

    public override async Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken)
    {
        (BenchmarkPrompt prompt, string text, bool repeated) = _drawn[round];
        (_, IReadOnlyDictionary<string, double> figures) =
            await AnswerProbe.AskAsync(host, [new ChatMessage(ChatRole.User, text)], prompt, cancellationToken);
        return new Dictionary<string, double>(figures) { ["repeated"] = repeated ? 1 : 0 };
    }
}
