using LocalRag.Sqlite.Search;
using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Tests;

public sealed class TermFrequenciesTests
{
    [Fact]
    public async Task SmallIndex_SearchesForEveryWord()
    {
        await using var index = await WithChunksAsync(20);

        Assert.Equal(["common", "rare"], await SelectAsync(index, "common", "rare"));
    }

    [Fact]
    public async Task LargeIndex_LeavesOutWordsThatStandNearlyEverywhere()
    {
        await using var index = await WithChunksAsync(TermFrequencies.MostMatches + 100);

        Assert.Equal(["rare"], await SelectAsync(index, "common", "rare"));
    }

    [Fact]
    public async Task LargeIndex_SearchesForAFrequentWordThatStandsAlone()
    {
        await using var index = await WithChunksAsync(TermFrequencies.MostMatches + 100);

        Assert.Equal(["common"], await SelectAsync(index, "common"));
        Assert.Equal(20, (await index.SearchAsync("common")).Count);
    }

    [Fact]
    public async Task Frequencies_AfterASmallChange_AreNotCountedAgain()
    {
        await using var index = await WithChunksAsync(TermFrequencies.MostMatches - 5);
        await index.ReplaceAsync("/b", [.. Enumerable.Repeat(TestIndex.Chunk("common"), 10)]);
        await index.ReplaceAsync("/c", [.. Enumerable.Repeat(TestIndex.Chunk("other"), 100)]);
        var frequencies = new TermFrequencies();
        Assert.Equal(["rare"], await SelectAsync(index, frequencies, "common", "rare"));

        await index.Index.RemoveAsync("/b", TestContext.Current.CancellationToken);

        Assert.Equal(["rare"], await SelectAsync(index, frequencies, "common", "rare"));
        Assert.Equal(["rare", "common"], await SelectAsync(index, new TermFrequencies(), "common", "rare"));
    }

    [Fact]
    public async Task Frequencies_AfterManyChanges_AreCountedAgain()
    {
        await using var index = await WithChunksAsync(TermFrequencies.MostMatches + 100);
        var frequencies = new TermFrequencies();
        Assert.Equal(["rare"], await SelectAsync(index, frequencies, "common", "rare"));

        await index.ReplaceAsync("/a", TestIndex.Chunk("common"));

        Assert.Equal(["rare", "common"], await SelectAsync(index, frequencies, "common", "rare"));
    }

    [Fact]
    public async Task LargeIndex_WithVectors_DoesNotWeighWordsThatStandNearlyEverywhere()
    {
        await using var index = await WithChunksAsync(TermFrequencies.MostMatches + 100);
        await index.ReplaceAsync("/b", TestIndex.Chunk("other", TestIndex.Axis(0)));

        SearchHit hit = Assert.Single(await index.SearchAsync("common", TestIndex.Axis(0)));

        Assert.Equal(("/b", null), (hit.Passage.DocumentId, hit.Bm25));
    }

    private static Task<IReadOnlyList<string>> SelectAsync(TestIndex index, params string[] terms) => SelectAsync(index, new TermFrequencies(), terms);

    private static Task<IReadOnlyList<string>> SelectAsync(TestIndex index, TermFrequencies frequencies, params string[] terms) =>
        index.Index.File.ReadAsync(
            connection => frequencies.SelectRarest(connection, IndexState.Read(connection), [.. terms], atLeastOne: true), TestContext.Current.CancellationToken);

    private static async Task<TestIndex> WithChunksAsync(int count)
    {
        var index = new TestIndex();
        await index.ReplaceAsync("/a", [.. Enumerable.Range(0, count).Select(static i => TestIndex.Chunk(i == 5 ? "rare common" : "common"))]);
        return index;
    }
}
