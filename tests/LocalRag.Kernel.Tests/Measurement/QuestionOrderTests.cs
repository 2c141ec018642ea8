using LocalRag.Measurement;
using LocalRag.Testing;

namespace LocalRag.Tests.Measurement;

public sealed class QuestionOrderTests
{
    private static readonly PromptSet s_samples = PromptSet.Load(Path.Combine(RepositoryPaths.Root, "samples", "prompts", "questions.jsonl"));

    [Fact]
    public void Repeats_SameSeed_AreTheSame() => Assert.Equal(
        QuestionOrder.DrawRepeats(s_samples.Questions, 100, 0.3, 9), QuestionOrder.DrawRepeats(s_samples.Questions, 100, 0.3, 9));

    [Fact]
    public void Repeats_ManyDraws_AreSkewedAndRephrasedAsAsked()
    {
        (BenchmarkPrompt Prompt, string Text, bool Repeated)[] drawn = QuestionOrder.DrawRepeats(s_samples.Questions, 10_000, 0.3, 9);

        double first = drawn.Count(draw => draw.Prompt == s_samples.Questions[0]);
        double second = drawn.Count(draw => draw.Prompt == s_samples.Questions[1]);
        (BenchmarkPrompt Prompt, string Text, bool Repeated)[] rephrasable = [.. drawn.Where(draw => draw.Prompt.Rephrasings.Count > 0)];
        Assert.InRange(first / second, 1.8, 2.2);
        Assert.InRange(rephrasable.Count(draw => draw.Text != draw.Prompt.Text) / (double)rephrasable.Length, 0.28, 0.32);
        Assert.Equal(60, drawn.Count(draw => !draw.Repeated));
    }

    [Fact]
    public void Repeats_NoRephrasings_AreWordForWord() =>
        Assert.All(QuestionOrder.DrawRepeats(s_samples.Questions, 200, 0, 9), draw => Assert.Equal(draw.Prompt.Text, draw.Text));

    [Fact]
    public void Rephrasings_OfTheSamples_AreOfEveryAnswerableQuestionAndDifferFromIt() => Assert.All(
        s_samples.Questions.Where(prompt => prompt.Document is not null),
        prompt => Assert.True(prompt.Rephrasings.Count > 0 && !prompt.Rephrasings.Contains(prompt.Text), prompt.Id));

    [Fact]
    public void RoundOrder_ThreeHosts_IsMirroredInEverySecondRound()
    {
        RoundOrder order = new(3, 4);

        int[] first = [.. order.Next()];
        int[] second = [.. order.Next()];

        Assert.Equal([0, 1, 2], first.Order());
        Assert.Equal(first.Reverse(), second);
    }
}
