using LocalRag.Sqlite.Documents;

namespace LocalRag.Sqlite.Tests;

public sealed class SqliteDocumentIndexTests
{
    [Fact]
    public async Task Document_AfterReplace_IsFoundWithAllItsProperties()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("one"), TestIndex.Chunk("two"));

        IndexedDocument? found = await index.Index.FindAsync("/a.txt", TestContext.Current.CancellationToken);

        Assert.Equal(TestIndex.Document("/a.txt") with { Chunks = 2 }, found);
    }

    [Fact]
    public async Task Passage_AfterReplace_IsWhatWasPutIn()
    {
        await using var index = new TestIndex();
        DocumentChunk chunk = new("The zebra\0has stripes.", "Animals > Africa", new SourceLocation(null, null, 3, 4), 9, null);
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("one"), chunk);

        SearchHit hit = Assert.Single(await index.SearchAsync("stripes"));

        Assert.Equal(
            new Passage(2, "/a.txt", "A title", 1, chunk.Text, chunk.Headings, chunk.Location, chunk.TokenCount), hit.Passage);
    }

    [Fact]
    public async Task Replace_OfAnExistingDocument_LeavesOnlyTheNewChunks()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("old words", TestIndex.Axis(0)), TestIndex.Chunk("older words", TestIndex.Axis(1)));
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("new words", TestIndex.Axis(2)));

        IReadOnlyList<SearchHit> hits = await index.SearchAsync("old older new", TestIndex.Axis(0));

        Assert.Equal("new words", Assert.Single(hits).Passage.Text);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Remove_OfAnExistingDocument_TakesItOut()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("zebra", TestIndex.Axis(0)));

        Assert.True(await index.Index.RemoveAsync("/a.txt", TestContext.Current.CancellationToken));
        Assert.Empty(await index.SearchAsync("zebra", TestIndex.Axis(0)));
        Assert.Null(await index.Index.FindAsync("/a.txt", TestContext.Current.CancellationToken));
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Remove_OfAnUnknownDocument_ReturnsFalseAndKeepsTheVersion()
    {
        await using var index = new TestIndex();

        Assert.False(await index.Index.RemoveAsync("/none.txt", TestContext.Current.CancellationToken));
        Assert.Equal(0, await index.Index.GetVersionAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Version_GrowsWithEveryCommit()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("one"));
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("two"));
        await index.Index.RemoveAsync("/a.txt", TestContext.Current.CancellationToken);

        Assert.Equal(3, await index.Index.GetVersionAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Summary_CountsWhatIsThere()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("one", TestIndex.Axis(0)), TestIndex.Chunk("two"));
        await index.ReplaceAsync("/b.txt", TestIndex.Chunk("three", TestIndex.Axis(1)));

        IndexSummary summary = await index.Index.GetSummaryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            new IndexSummary(index.File, 2, 2, 3, 2, TestIndex.Model, TestIndex.Dimensions, summary.Bytes), summary);
        Assert.True(summary.Bytes > 0);
    }

    [Fact]
    public async Task Document_LongerThanABatch_IsStoredWhole()
    {
        await using var index = new TestIndex();
        int count = (2 * ChunkStaging.BatchSize) + 10;
        await index.ReplaceAsync(
            "/long.txt",
            [.. Enumerable.Range(0, count).Select(i => TestIndex.Chunk($"word{i} common", i % 2 == 0 ? TestIndex.Axis(i % 8) : null))]);

        SearchHit first = Assert.Single(await index.SearchAsync("word0"));
        SearchHit last = Assert.Single(await index.SearchAsync($"word{count - 1}"));

        Assert.Equal((0, count - 1), (first.Passage.Ordinal, last.Passage.Ordinal));
        Assert.Equal(count, (await index.Index.FindAsync("/long.txt", TestContext.Current.CancellationToken))!.Chunks);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Document_WithoutChunks_IsKept()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/empty.txt");

        Assert.Equal(0, (await index.Index.FindAsync("/empty.txt", TestContext.Current.CancellationToken))!.Chunks);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task List_WithPrefix_ReturnsMatchingDocumentsInOrder()
    {
        await using var index = new TestIndex();
        foreach (string id in (string[])["/b/2", "/a/1", "/b/1", "/c", "/b"])
        {
            await index.ReplaceAsync(id, TestIndex.Chunk("x"));
        }

        List<string> ids = await index.Index.ListAsync("/b/", TestContext.Current.CancellationToken)
            .Select(static document => document.Id).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["/b/1", "/b/2"], ids);
    }

    [Fact]
    public async Task Reopened_Index_HoldsWhatWasCommitted()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a.txt", TestIndex.Chunk("zebra", TestIndex.Axis(3)));
        await index.ReopenAsync();

        SearchHit hit = Assert.Single(await index.SearchAsync("zebra", TestIndex.Axis(3)));

        Assert.Equal(1f, hit.Cosine!.Value, 1e-5f);
    }
}
