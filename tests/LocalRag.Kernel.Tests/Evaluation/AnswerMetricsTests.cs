using LocalRag.Evaluation.Metrics;

namespace LocalRag.Tests.Evaluation;

public class AnswerMetricsTests
{
    [Theory]
    [InlineData("The  Denver\nBroncos!", "denver broncos")]
    [InlineData("An apple, a pear", "apple pear")]
    [InlineData("$1.2 million", "12 million")]
    [InlineData("“Sugar – free”", "sugar free")]
    [InlineData("theory of another", "theory of another")]
    public void Normalize_DropsCaseArticlesAndPunctuation(string text, string expected)
    {
        Assert.Equal(expected, AnswerMetrics.Normalize(text));
    }

    [Theory]
    [InlineData("It gave up 308 points.", "308", true)]
    [InlineData("It gave up 3081 points.", "308", false)]
    [InlineData("It gave up 1308 points, then 308.", "308", true)]
    [InlineData("by the Denver Broncos", "The Denver Broncos", true)]
    [InlineData("from the 24-yard line", "24", true)]
    [InlineData("Rollo's men", "Rollo", true)]
    [InlineData("anything", "the", false)]
    [InlineData("the end", "the", false)]
    [InlineData("", "word", false)]
    [InlineData("他在北京大学学习", "北京大学", true)]
    public void Contains_WantsWholeWordsWhereThereAreSpaces(string text, string answer, bool expected)
    {
        Assert.Equal(expected, AnswerMetrics.Contains(text, answer));
    }

    [Theory]
    [InlineData("Denver Broncos", "the denver broncos", 1)]
    [InlineData("the Broncos won", "Denver Broncos", 0.5)]
    [InlineData("to be or not to be", "to be", 0.5)]
    [InlineData("something else", "Denver", 0)]
    [InlineData("", "Denver", 0)]
    public void F1_CountsSharedWordsOnce(string text, string answer, double expected)
    {
        Assert.Equal(expected, AnswerMetrics.F1(text, answer), 12);
    }

    [Fact]
    public void Equal_IgnoresCaseAndArticles()
    {
        Assert.True(AnswerMetrics.Equal("The Broncos.", "broncos"));
        Assert.False(AnswerMetrics.Equal("The Broncos won.", "broncos"));
    }
}
