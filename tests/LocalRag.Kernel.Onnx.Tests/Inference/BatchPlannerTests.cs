using LocalRag.Onnx.Inference;

namespace LocalRag.Onnx.Tests.Inference;

public class BatchPlannerTests
{
    [Fact]
    public void Plan_BatchesOfOne_KeepTheOrder()
    {
        Assert.Equal([[0], [1], [2]], BatchPlanner.Plan([9, 2, 5], maxTexts: 1, maxTokens: 100));
    }

    [Fact]
    public void Plan_SeveralTexts_PutsSimilarLengthsTogether()
    {
        Assert.Equal([[1, 3], [2, 0]], BatchPlanner.Plan([50, 10, 40, 12], maxTexts: 8, maxTokens: 100));
    }

    [Fact]
    public void Plan_Padding_CountsTowardsTheTokens()
    {
        // Together 4 + 4 + 10 = 18 tokens, but three rows of ten take 30.
        Assert.Equal([[0, 1], [2]], BatchPlanner.Plan([4, 4, 10], maxTexts: 8, maxTokens: 20));
    }

    [Fact]
    public void Plan_TextLongerThanTheBudget_GoesAlone()
    {
        Assert.Equal([[1], [0], [2]], BatchPlanner.Plan([500, 3, 600], maxTexts: 8, maxTokens: 100));
    }

    [Fact]
    public void Plan_ManyShortTexts_RespectsTheNumberOfTexts()
    {
        Assert.Equal([[0, 1], [2, 3], [4]], BatchPlanner.Plan([3, 3, 3, 3, 3], maxTexts: 2, maxTokens: 100));
    }

    [Fact]
    public void Plan_Nothing_GivesNoBatch()
    {
        Assert.Empty(BatchPlanner.Plan([], maxTexts: 2, maxTokens: 100));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 64)]
    [InlineData(32, 1024)]
    public void Plan_RandomLengths_PlacesEachTextOnceWithinTheBudget(int maxTexts, int maxTokens)
    {
        Random random = new(maxTokens);
        int[] lengths = [.. Enumerable.Range(0, 500).Select(_ => random.Next(2, 257))];

        List<int[]> batches = BatchPlanner.Plan(lengths, maxTexts, maxTokens);

        Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch).Order());
        Assert.All(batches, batch => Assert.True(
            batch.Length == 1 || (batch.Length <= maxTexts && batch.Length * batch.Max(position => lengths[position]) <= maxTokens)));
    }
}
