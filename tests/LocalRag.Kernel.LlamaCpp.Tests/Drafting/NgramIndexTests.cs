using LocalRag.LlamaCpp.Drafting;

namespace LocalRag.LlamaCpp.Tests.Drafting;

public sealed class NgramIndexTests
{
    [Fact]
    public void Find_ReturnsHowTheLongestMatchWentOn()
    {
        NgramIndex index = NewIndex([9, 1, 2, 3, 50, 51, 7, 1, 2, 3, 60, 61, 8, 9, 1, 2, 3]);
        int[] next = new int[2];

        Assert.Equal((4, 2), index.Find(next));
        Assert.Equal([50, 51], next);
    }

    [Fact]
    public void Find_OfEquallyLongMatches_TakesTheLatest()
    {
        NgramIndex index = NewIndex([5, 1, 2, 3, 50, 6, 1, 2, 3, 60, 7, 1, 2, 3]);
        int[] next = new int[1];

        Assert.Equal((3, 1), index.Find(next));
        Assert.Equal([60], next);
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1, 2 })]
    [InlineData(new[] { 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 1, 2, 3, 9, 2, 3 })]
    public void Find_WithoutAMatchOfThreeTokens_FindsNothing(int[] tokens)
        => Assert.Equal((0, 0), NewIndex(tokens).Find(new int[4]));

    [Fact]
    public void Find_InARepetition_GoesOnToItsEnd()
    {
        NgramIndex index = NewIndex([1, 2, 3, 1, 2, 3]);
        int[] next = new int[8];

        Assert.Equal((3, 3), index.Find(next));
        Assert.Equal([1, 2, 3], next[..3]);
    }

    private static NgramIndex NewIndex(int[] tokens)
    {
        NgramIndex index = new();
        Array.ForEach(tokens, index.Add);
        return index;
    }
}
