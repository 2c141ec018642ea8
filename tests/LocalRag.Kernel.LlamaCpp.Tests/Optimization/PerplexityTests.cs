using LocalRag.LlamaCpp.Optimization;

namespace LocalRag.LlamaCpp.Tests.Optimization;

public sealed class PerplexityTests(ChatModelFixture fixture)
{
    private static readonly string s_text = string.Concat(Enumerable.Repeat(
        "The harbour lay quiet in the early light, and the boats had not yet left for the day. A dog slept beside the nets. ", 24));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1000)]
    [InlineData(49152)]
    public void Surprise_OfEquallyLikelyTokens_IsTheLogarithmOfTheirNumber(int tokens)
    {
        float[] logits = [.. Enumerable.Repeat(-3.5f, tokens)];

        Assert.Equal(Math.Log(tokens), Perplexity.Surprise(logits, tokens / 2), 4);
    }

    [Fact]
    public void Surprise_IsThatOfTheSoftmax()
        => Assert.Equal(-Math.Log(Math.Exp(1) / (Math.Exp(1) + Math.Exp(3) + Math.Exp(-2))), Perplexity.Surprise([1, 3, -2], 0), 5);

    [Fact]
    public void RepeatedText_IsLessPerplexing_ThanItsTokensInDisorder()
    {
        int[] tokens = fixture.Model.Model.Vocabulary.Tokenize(s_text, parseSpecial: false, continuesText: false)[..Perplexity.WindowTokens];
        int[] disorder = [.. tokens];
        new Random(5).Shuffle(disorder);

        double ordered = Compute(tokens);
        double shuffled = Compute(disorder);

        Assert.InRange(ordered, 1, 5);
        Assert.True(shuffled > 10 * ordered);
    }

    [Fact]
    public void ShortText_IsAnErrorThatSaysHowMuchIsNeeded()
        => Assert.Contains("512", Assert.Throws<LocalRagException>(() => Compute([1, 2, 3])).Problem, StringComparison.Ordinal);

    private double Compute(int[] tokens) => Perplexity.Compute(fixture.Model.Model, tokens, threads: 1, progress: null, TestContext.Current.CancellationToken);
}
