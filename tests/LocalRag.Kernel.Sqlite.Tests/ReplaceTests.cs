using System.Runtime.CompilerServices;
using LocalRag.Sqlite.Documents;

namespace LocalRag.Sqlite.Tests;

public sealed class ReplaceTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(ChunkStaging.BatchSize * 3)]
    public async Task Source_ThatThrows_LeavesTheOldDocument(int chunksBefore)
    {
        await using var index = await WithOldDocumentAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => index.Index.ReplaceAsync(
            TestIndex.Document("/a"), Throwing(chunksBefore), TestContext.Current.CancellationToken));

        Assert.Equal("old", Assert.Single(await index.SearchAsync("old new")).Passage.Text);
        Assert.Equal(1, await index.Index.GetVersionAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await StagedAsync(index));
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Search_WhileALongDocumentComesIn_SeesTheOldOneWhole()
    {
        await using var index = await WithOldDocumentAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var proceed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task replacing = index.Index.ReplaceAsync(
            TestIndex.Document("/a"), Pausing(reached, proceed.Task, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);

        IReadOnlyList<SearchHit> during = await index.SearchAsync("old new");
        proceed.SetResult();
        await replacing;
        IReadOnlyList<SearchHit> after = await index.SearchAsync("old new", limit: 10_000);

        Assert.Equal("old", Assert.Single(during).Passage.Text);
        Assert.Equal(2 * ChunkStaging.BatchSize, after.Count);
        Assert.All(after, static hit => Assert.Equal("new", hit.Passage.Text));
        Assert.Equal(0, await StagedAsync(index));
    }

    [Fact]
    public async Task Other_Documents_MayBeReplacedWhileALongOneComesIn()
    {
        await using var index = await WithOldDocumentAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var proceed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task replacing = index.Index.ReplaceAsync(
            TestIndex.Document("/a"), Pausing(reached, proceed.Task, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);

        await index.ReplaceAsync("/b", [.. Enumerable.Repeat(TestIndex.Chunk("between"), 600)]);
        await using (TestIndex another = index.Another())
        {
            await another.ReplaceAsync("/c", TestIndex.Chunk("elsewhere"));
        }

        proceed.SetResult();
        await replacing;

        Assert.Equal(600, (await index.SearchAsync("between", limit: 1_000)).Count);
        Assert.Single(await index.SearchAsync("elsewhere"));
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Cancellation_InTheMiddle_LeavesTheOldDocument()
    {
        await using var index = await WithOldDocumentAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task replacing = index.Index.ReplaceAsync(
            TestIndex.Document("/a"), Pausing(reached, new TaskCompletionSource().Task, cancellation.Token), cancellation.Token);
        await reached.Task.WaitAsync(TestContext.Current.CancellationToken);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replacing);
        Assert.Equal("old", Assert.Single(await index.SearchAsync("old new")).Passage.Text);
        Assert.Equal(0, await StagedAsync(index));
    }

    [Fact]
    public async Task Cancellation_BeforeTheStart_ChangesNothing()
    {
        await using var index = await WithOldDocumentAsync();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.Index.RemoveAsync("/a", cancellation.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => index.Index.SearchAsync(new HybridQuery("old", null), cancellation.Token));
        Assert.Single(await index.SearchAsync("old"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ChunkStaging.BatchSize * 2)]
    public async Task Vectors_OfAnotherModel_AreRefusedWithTheWayOut(int count)
    {
        await using var index = await WithOldDocumentAsync();
        DocumentChunk other = TestIndex.Chunk("new") with { Embedding = TestIndex.Embedding(TestIndex.Axis(0), "another-model") };

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(
            () => index.ReplaceAsync("/b", [.. Enumerable.Repeat(other, count)]));

        Assert.Contains(TestIndex.Model, error.Problem);
        Assert.Contains("another-model", error.Problem);
        Assert.Contains("ingest the documents again", error.NextStep);
        Assert.Single(await index.SearchAsync("old new"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ChunkStaging.BatchSize * 2)]
    public async Task Vectors_OfAnotherModel_MayReplaceTheOnlyOnes(int count)
    {
        await using var index = await WithOldDocumentAsync();
        Assert.Single(await index.SearchAsync("old", TestIndex.Axis(0)));
        DocumentChunk other = TestIndex.Chunk("new") with { Embedding = TestIndex.Embedding([0.6f, 0.8f], "another-model") };

        await index.ReplaceAsync("/a", [.. Enumerable.Repeat(other, count)]);
        IReadOnlyList<SearchHit> hits = await index.Index.SearchAsync(
            new HybridQuery(string.Empty, TestIndex.Embedding([0.6f, 0.8f], "another-model")), TestContext.Current.CancellationToken);
        IndexSummary summary = await index.Index.GetSummaryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1f, hits[0].Cosine!.Value, 1e-5f);
        Assert.Equal(("another-model", 2), (summary.EmbeddingModel, summary.Dimensions));
    }

    [Fact]
    public async Task Chunks_WithVectorsOfTwoModels_AreRefused()
    {
        await using var index = new TestIndex();
        DocumentChunk other = TestIndex.Chunk("b") with { Embedding = TestIndex.Embedding(TestIndex.Axis(0), "another-model") };

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(
            () => index.ReplaceAsync("/a", TestIndex.Chunk("a", TestIndex.Axis(0)), other));

        Assert.Contains("/a", error.Problem);
    }

    [Fact]
    public async Task Texts_OfAnyContent_ComeBackAsTheyWere()
    {
        await using var index = new TestIndex();
        string[] texts = ["", "a\0b", "\"quotes\" and 'apostrophes'", "😀 東京 e\u0301", new string('x', 1 << 20) + " end", "\r\n\t "];
        await index.ReplaceAsync("/\"odd\" 'id'\0😀", [.. texts.Select(static text => TestIndex.Chunk(text, TestIndex.Axis(0), text[..Math.Min(9, text.Length)]))]);

        IReadOnlyList<SearchHit> hits = await index.SearchAsync(string.Empty, TestIndex.Axis(0));

        Assert.Equal(texts, hits.OrderBy(static hit => hit.Passage.Ordinal).Select(static hit => hit.Passage.Text));
        Assert.All(hits, static hit => Assert.Equal("/\"odd\" 'id'\0😀", hit.Passage.DocumentId));
        Assert.Empty(await index.CheckAsync());
    }

    private static async Task<TestIndex> WithOldDocumentAsync()
    {
        var index = new TestIndex();
        await index.ReplaceAsync("/a", TestIndex.Chunk("old", TestIndex.Axis(0)));
        return index;
    }

    private static Task<long> StagedAsync(TestIndex index) => index.Index.File.WriteAsync(
        static connection =>
        {
            ChunkStaging.CreateTable(connection);
            return connection.ReadInt64("SELECT count(*) FROM temp.staged");
        },
        TestContext.Current.CancellationToken);

    private static async IAsyncEnumerable<DocumentChunk> Throwing(int chunksBefore)
    {
        for (int i = 0; i < chunksBefore; i++)
        {
            yield return TestIndex.Chunk("new", TestIndex.Axis(1));
        }

        await Task.Yield();
        throw new InvalidDataException("The file ends in the middle.");
    }

    private static async IAsyncEnumerable<DocumentChunk> Pausing(
        TaskCompletionSource reached, Task proceed, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < 2 * ChunkStaging.BatchSize; i++)
        {
            if (i == ChunkStaging.BatchSize + 10)
            {
                reached.SetResult();
                await proceed.WaitAsync(cancellationToken);
            }

            yield return TestIndex.Chunk("new", TestIndex.Axis(1));
        }
    }
}
