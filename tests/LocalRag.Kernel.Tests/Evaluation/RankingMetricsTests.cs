using LocalRag.Evaluation.Metrics;

namespace LocalRag.Tests.Evaluation;

public class RankingMetricsTests
{
    private static readonly string[] s_ranking = ["a", "b", "c", "d"];
    private static readonly Dictionary<string, int> s_relevant = new() { ["b"] = 2, ["d"] = 1, ["z"] = 3 };

    [Fact]
    public void FirstRelevant_CountsFromOne()
    {
        Assert.Equal(2, RankingMetrics.FirstRelevant(s_ranking, s_relevant));
    }

    [Fact]
    public void FirstRelevant_NothingRelevant_IsNull()
    {
        Assert.Null(RankingMetrics.FirstRelevant(s_ranking, new Dictionary<string, int> { ["a"] = 0 }));
    }

    [Theory]
    [InlineData(10, 0.5)]
    [InlineData(2, 0.5)]
    [InlineData(1, 0)]
    public void ReciprocalRank_BelowTheCutoff_IsNothing(int depth, double expected)
    {
        Assert.Equal(expected, RankingMetrics.ReciprocalRank(s_ranking, s_relevant, depth));
    }

    [Fact]
    public void NormalizedGain_GradedJudgements_DividesLinearGainsByTheIdeal()
    {
        // (2/log2(3) + 1/log2(5)) / (3/log2(2) + 2/log2(3) + 1/log2(4)) = 1.692535 / 4.761860
        Assert.Equal(0.355436, RankingMetrics.NormalizedGain(s_ranking, s_relevant, 10), 6);
    }

    [Fact]
    public void NormalizedGain_CutsTheIdealToo()
    {
        // Of one place: the ideal is the grade 3, the ranking has nothing there.
        Assert.Equal(0, RankingMetrics.NormalizedGain(s_ranking, s_relevant, 1));
        // Of two places: 2/log2(3) / (3 + 2/log2(3)) = 1.261860 / 4.261860
        Assert.Equal(0.296082, RankingMetrics.NormalizedGain(s_ranking, s_relevant, 2), 6);
    }

    [Fact]
    public void NormalizedGain_IdealOrder_IsOne()
    {
        Assert.Equal(1, RankingMetrics.NormalizedGain(["z", "b", "d", "x"], s_relevant, 10), 12);
    }

    [Theory]
    [InlineData(100, 2.0 / 3)]
    [InlineData(2, 1.0 / 3)]
    public void Recall_IsTheShareOfTheRelevant(int depth, double expected)
    {
        Assert.Equal(expected, RankingMetrics.Recall(s_ranking, s_relevant, depth), 12);
    }

    [Fact]
    public void Scores_WithoutJudgements_AreNothing()
    {
        Dictionary<string, int> none = [];

        Assert.Equal((0, 0, 0), (RankingMetrics.ReciprocalRank(s_ranking, none, 10), RankingMetrics.NormalizedGain(s_ranking, none, 10), RankingMetrics.Recall(s_ranking, none, 10)));
    }
}
