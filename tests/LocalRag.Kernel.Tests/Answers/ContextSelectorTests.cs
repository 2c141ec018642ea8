using LocalRag.Answers;
using LocalRag.Retrieval;
using LocalRag.Testing;

namespace LocalRag.Tests.Answers;

public sealed class ContextSelectorTests
{
    private const string First = "Alpha is first. Beta is second.";
    private const string Next = "Beta is second. Gamma is third.";
    private const string Last = "Gamma is third. Delta is fourth.";

    private readonly RetrievalOptions _options = new() { ContextTokens = 100, EvidenceFloor = -1 };

    [Fact]
    public void Order_IsTheDocuments_NotTheScores()
    {
        SearchHit[] hits = [Hits.Of("b two", "/b", 5), Hits.Of("b one", "/b", 1), Hits.Of("a", "/a", 9)];

        Assert.Equal(["a", "b one", "b two"], Texts(hits));
    }

    [Fact]
    public void Order_DoesNotDependOnTheQuestion()
    {
        SearchHit one = Hits.Of("one", "/a");
        SearchHit two = Hits.Of("two", "/b");

        Assert.Equal(Texts(one, two), Texts(two, one));
    }

    [Fact]
    public void Budget_TakesTheBestFirst_AndListsTheRest()
    {
        SearchHit best = Hits.Of("best", "/a", tokens: 60);
        SearchHit second = Hits.Of("second", "/b", tokens: 60);
        SearchHit small = Hits.Of("small", "/c", tokens: 30);

        ContextSelection selection = Select(best, second, small);

        Assert.Equal([best, small], selection.Used.SelectMany(used => used.Hits));
        Assert.Equal([new DroppedPassage(second, DropReason.Budget)], selection.Dropped);
    }

    [Theory]
    [InlineData(0.0, new[] { "best" })]
    [InlineData(0.15, new[] { "best", "near" })]
    [InlineData(2.0, new[] { "best", "near", "far" })]
    public void Gap_ToTheBestEvidence_DecidesHowManyPassagesThereAre(double gap, string[] expected)
    {
        _options.EvidenceGap = gap;
        SearchHit[] hits = [Hits.Of("best", "/a", cosine: 0.9f), Hits.Of("near", "/b", cosine: 0.8f), Hits.Of("far", "/c", cosine: 0.3f)];

        ContextSelection selection = Select(hits);

        Assert.Equal(expected, selection.Used.Select(used => used.Text));
        Assert.Equal(hits.Length - expected.Length, selection.Dropped.Count(dropped => dropped.Reason == DropReason.FarBelowBest));
    }

    [Fact]
    public void Budget_SmallerThanTheBestPassage_TakesItWhole()
    {
        SearchHit best = Hits.Of("best", tokens: 500);

        Assert.Same(best, Assert.Single(Assert.Single(Select(best).Used).Hits));
    }

    [Fact]
    public void Neighbours_ThatOverlap_AreJoinedWithoutRepeating()
    {
        UsedPassage used = Assert.Single(Select(Hits.Of(Next, ordinal: 1), Hits.Of(First, ordinal: 0), Hits.Of(Last, ordinal: 2)).Used);

        Assert.Equal("Alpha is first. Beta is second. Gamma is third. Delta is fourth.", used.Text);
        Assert.Equal(3, used.Hits.Count);
        Assert.Equal("lines 1-24", used.Location.ToString());
    }

    [Fact]
    public void Neighbours_ThatDoNotOverlap_StayApart() =>
        Assert.Equal([First, "Something else."], Texts(Hits.Of(First, ordinal: 0), Hits.Of("Something else.", ordinal: 1)));

    [Fact]
    public void SameOverlap_InAnotherDocument_IsNotJoined() =>
        Assert.Equal([First, Next], Texts(Hits.Of(First, "/a", 0), Hits.Of(Next, "/b", 1)));

    [Fact]
    public void Overlap_IsPaidForOnce()
    {
        SearchHit first = Hits.Of(First, ordinal: 0, tokens: 60);
        SearchHit next = Hits.Of(Next, ordinal: 1, tokens: 60);

        Assert.Empty(Select(first, next).Dropped);
    }

    [Fact]
    public void SameText_FromAnotherFile_IsDroppedAsADuplicate()
    {
        SearchHit copy = Hits.Of(First, "/copy");

        Assert.Equal([new DroppedPassage(copy, DropReason.Duplicate)], Select(Hits.Of(First, "/a"), copy).Dropped);
    }

    [Fact]
    public void Noise_IsDroppedBelowTheFloor()
    {
        _options.EvidenceFloor = 0.5;
        SearchHit noise = Hits.Of("noise", "/n", cosine: 0.1f);

        Assert.Equal([new DroppedPassage(noise, DropReason.BelowFloor)], Select(Hits.Of("signal", "/s", cosine: 0.9f), noise).Dropped);
    }

    [Fact]
    public void Nothing_FromNothing()
    {
        ContextSelection selection = Select();

        Assert.Empty(selection.Used);
        Assert.Empty(selection.Dropped);
    }

    private ContextSelection Select(params SearchHit[] hits) => ContextSelector.Select("question", hits, _options);

    private string[] Texts(params SearchHit[] hits) => [.. Select(hits).Used.Select(used => used.Text)];
}
