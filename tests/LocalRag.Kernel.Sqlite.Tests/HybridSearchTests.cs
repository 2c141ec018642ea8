using LocalRag.Sqlite.Search;

namespace LocalRag.Sqlite.Tests;

public sealed class HybridSearchTests
{
    [Fact]
    public async Task EmptyIndex_ForAnyQuery_ReturnsNothing()
    {
        await using var index = new TestIndex();

        Assert.Empty(await index.SearchAsync("zebra", TestIndex.Axis(0)));
    }

    [Fact]
    public async Task EmptyQuery_WithoutVector_ReturnsNothing()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", TestIndex.Chunk("zebra", TestIndex.Axis(0)));

        Assert.Empty(await index.SearchAsync(string.Empty));
    }

    [Fact]
    public async Task Query_WithoutVector_RanksByWordsAlone()
    {
        await using var index = await AnimalsAsync();

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("zebra stripes");

        Assert.Equal(["zebra stripes", "zebra and lion in the long savanna grass"], Texts(hits));
        Assert.Equal(1.0, hits[0].Score);
        Assert.All(hits, static hit => Assert.Null(hit.Cosine));
    }

    [Fact]
    public async Task Query_WhoseWordsMatchNothing_RanksByVectorAlone()
    {
        await using var index = await AnimalsAsync();

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("quantum", TestIndex.Axis(2));

        Assert.Equal("whale song", hits[0].Passage.Text);
        Assert.Equal((1.0, 1f), (hits[0].Score, MathF.Round(hits[0].Cosine!.Value, 5)));
        Assert.All(hits, static hit => Assert.Null(hit.Bm25));
    }

    [Fact]
    public async Task Query_WithBoth_FusesHalfOfEach()
    {
        await using var index = await AnimalsAsync();

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("zebra", TestIndex.Axis(2));

        double best = hits.Max(static hit => hit.Bm25 ?? 0);
        float lowest = hits.Min(static hit => hit.Cosine!.Value);
        Assert.All(hits, hit => Assert.Equal(
            (0.5 * (hit.Cosine!.Value - lowest) / (1 - lowest)) + (0.5 * (hit.Bm25 ?? 0) / best), hit.Score, 1e-6));
    }

    [Fact]
    public async Task Hits_FoundOnOneSideOnly_CarryTheScoreOfTheOtherToo()
    {
        await using var index = new TestIndex(new SqliteOptions { RescoreCandidates = 1 });
        await index.ReplaceAsync("/near", TestIndex.Chunk("zebra with a great many other words around it", TestIndex.Axis(0)));
        await index.ReplaceAsync("/words", TestIndex.Chunk("zebra", TestIndex.Axis(0, 1)));

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("zebra", TestIndex.Axis(0), limit: 1);

        Assert.True(hits[0] is { Cosine: not null, Bm25: not null });
    }

    [Fact]
    public async Task Hits_OfEqualScore_AreOrderedByChunk()
    {
        await using var index = new TestIndex();
        for (int i = 0; i < 6; i++)
        {
            await index.ReplaceAsync($"/{9 - i}", TestIndex.Chunk("same words", TestIndex.Axis(0)));
        }

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("same", TestIndex.Axis(0), limit: 4);

        Assert.Equal([1L, 2L, 3L, 4L], hits.Select(static hit => hit.Passage.ChunkId));
    }

    [Fact]
    public async Task Prefix_LimitsBothSidesToItsDocuments()
    {
        await using var index = new TestIndex();
        foreach (string id in (string[])["/a/1", "/b/1", "/a/2", "/b/2", "/a/3", "/ab"])
        {
            await index.ReplaceAsync(id, TestIndex.Chunk("zebra", TestIndex.Axis(0)), TestIndex.Chunk("whale", TestIndex.Axis(0)));
        }

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("zebra", TestIndex.Axis(0), idPrefix: "/a/");

        Assert.Equal(["/a/1", "/a/2", "/a/3"], hits.Select(static hit => hit.Passage.DocumentId).Distinct().Order());
        Assert.Equal(6, hits.Count);
    }

    [Fact]
    public async Task Prefix_OfNoDocument_FindsNothing()
    {
        await using var index = await AnimalsAsync();

        Assert.Empty(await index.SearchAsync("zebra", TestIndex.Axis(0), idPrefix: "/nowhere"));
    }

    [Theory]
    [InlineData("savannah", "")]
    [InlineData("", "savannah")]
    public async Task Words_OfHeadingAndTitle_AreFound(string headings, string title)
    {
        await using var index = new TestIndex();
        await index.Index.ReplaceAsync(
            TestIndex.Document("/a", title),
            new[] { TestIndex.Chunk("text", headings: headings) }.ToAsyncEnumerable(),
            TestContext.Current.CancellationToken);

        Assert.Equal("text", Assert.Single(await index.SearchAsync("savannah")).Passage.Text);
    }

    [Fact]
    public async Task Chunk_WithoutVector_IsFoundByItsWordsAmongOthersWithOne()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", TestIndex.Chunk("zebra"), TestIndex.Chunk("whale", TestIndex.Axis(1)));

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("zebra", TestIndex.Axis(0));

        Assert.Null(hits.Single(static hit => hit.Passage.Text == "zebra").Cosine);
    }

    [Theory]
    [InlineData("other-model", TestIndex.Dimensions)]
    [InlineData(TestIndex.Model, 16)]
    public async Task QueryVector_OfAnotherModelOrLength_IsRefusedWithTheWayOut(string model, int dimensions)
    {
        await using var index = await AnimalsAsync();
        float[] vector = new float[dimensions];
        vector[0] = 1;
        var query = new HybridQuery("zebra", TestIndex.Embedding(vector, model));

        LocalRagException error = await Assert.ThrowsAsync<LocalRagException>(
            () => index.Index.SearchAsync(query, TestContext.Current.CancellationToken));

        Assert.Contains(index.File, error.Problem);
        Assert.Contains("ingest the documents again", error.NextStep);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public async Task QueryVector_WithAValueThatIsNoNumber_IsRefused(float value)
    {
        await using var index = await AnimalsAsync();
        float[] vector = TestIndex.Axis(0);
        vector[3] = value;

        await Assert.ThrowsAsync<LocalRagException>(() => index.SearchAsync("zebra", vector));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(5, -0.1)]
    [InlineData(5, 1.1)]
    [InlineData(5, double.NaN)]
    public async Task Query_OutOfRange_IsRefused(int limit, double weight)
    {
        await using var index = new TestIndex();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => index.Index.SearchAsync(
            new HybridQuery("zebra", null, limit, string.Empty, weight), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Limit_BeyondTheIndex_ReturnsAllThatMatch()
    {
        await using var index = await AnimalsAsync();

        Assert.Equal(4, (await index.SearchAsync("zebra", TestIndex.Axis(0), limit: int.MaxValue)).Count);
    }

    [Fact]
    public async Task Vectors_NotOfUnitLength_AreComparedByAngle()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", TestIndex.Chunk("x", [.. TestIndex.Axis(0, 0.5f).Select(static value => value * 7)]));

        SearchHit hit = Assert.Single(await index.SearchAsync(string.Empty, [.. TestIndex.Axis(0).Select(static value => value * 3)]));

        Assert.Equal(MathF.Cos(0.5f), hit.Cosine!.Value, 1e-5f);
    }

    [Fact]
    public void Fusion_WithAllWeightOnOneSide_OrdersByIt()
    {
        Candidate[] candidates =
        [
            new(1) { Cosine = 0.9f, Bm25 = 1 },
            new(2) { Cosine = 0.1f, Bm25 = 5 },
        ];

        ScoreFusion.Apply(candidates, denseWeight: 1);
        double[] dense = [.. candidates.Select(static candidate => candidate.Score)];
        ScoreFusion.Apply(candidates, denseWeight: 0);

        Assert.Equal([1.0, 0.0], dense);
        Assert.Equal([0.2, 1.0], candidates.Select(static candidate => candidate.Score));
    }

    private static async Task<TestIndex> AnimalsAsync()
    {
        var index = new TestIndex();
        await index.ReplaceAsync("/1", TestIndex.Chunk("zebra stripes", TestIndex.Axis(0)));
        await index.ReplaceAsync("/2", TestIndex.Chunk("zebra and lion in the long savanna grass", TestIndex.Axis(0, 0.8f)));
        await index.ReplaceAsync("/3", TestIndex.Chunk("whale song", TestIndex.Axis(2)));
        await index.ReplaceAsync("/4", TestIndex.Chunk("penguin colony", TestIndex.Axis(1, 1)));
        return index;
    }

    private static IEnumerable<string> Texts(IReadOnlyList<SearchHit> hits) => hits.Select(static hit => hit.Passage.Text);
}
