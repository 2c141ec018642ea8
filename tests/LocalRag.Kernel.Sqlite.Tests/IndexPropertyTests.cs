namespace LocalRag.Sqlite.Tests;

public sealed class IndexPropertyTests
{
    private static readonly string[] s_words = ["zebra", "whale", "penguin", "lion", "otter", "heron", "lynx"];

    [Theory]
    [InlineData(1, 50_000)]
    [InlineData(2, 50_000)]
    [InlineData(3, 100)]
    [InlineData(4, 100)]
    [InlineData(5, 1)]
    public async Task Index_AfterRandomChangesOfTwoProcesses_AgreesWithTheModel(int seed, int compactFrom)
    {
        // With as many candidates as there are chunks, and full vectors, codes of one bit cannot miss any.
        var options = new SqliteOptions
        {
            Synchronous = SqliteSynchronous.Normal,
            CompactFrom = compactFrom,
            RescoreCandidates = 10_000,
            Rescoring = RescorePrecision.Floats,
        };
        var random = new Random(seed);
        var model = new IndexModel();
        await using var first = new TestIndex(options);
        await using TestIndex second = first.Another(options);
        for (int step = 0; step < 150; step++)
        {
            TestIndex index = random.Next(2) == 0 ? first : second;
            string id = $"/{(char)('a' + random.Next(3))}/{random.Next(5)}";
            switch (random.Next(8))
            {
                case 0:
                    Assert.Equal(model.Remove(id), await index.Index.RemoveAsync(id, TestContext.Current.CancellationToken));
                    break;
                case 1 or 2 or 3:
                    DocumentChunk[] chunks = RandomChunks(random);
                    model.Replace(id, chunks);
                    await index.ReplaceAsync(id, chunks);
                    break;
                case 4 when random.Next(5) == 0:
                    await index.ReopenAsync(options);
                    break;
                default:
                    await AssertSearchesAgreeAsync(index, model, random);
                    break;
            }
        }

        Assert.Empty(await first.CheckAsync());
        Assert.Equal(model.Documents, await ListAsync(second));
    }

    [Fact]
    public async Task Searches_WhileDocumentsAreReplaced_SeeEachWhollyOldOrWhollyNew()
    {
        const int Documents = 4;
        await using var index = new TestIndex(new SqliteOptions { Synchronous = SqliteSynchronous.Normal });
        for (int document = 0; document < Documents; document++)
        {
            await ReplaceMarkedAsync(index, document, version: 0);
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<int>[] readers = [.. Enumerable.Range(0, 4).Select(reader => SearchUntilAsync(index, reader, done.Token))];
        for (int version = 1; version <= 60; version++)
        {
            await ReplaceMarkedAsync(index, version % Documents, version);
        }

        await done.CancelAsync();
        int[] searches = await Task.WhenAll(readers);

        Assert.All(searches, static count => Assert.True(count > 0));
        Assert.Empty(await index.CheckAsync());
    }

    /// <summary>Searches by words, by vector and by both until told to stop, and looks at every document in what comes back.</summary>
    private static async Task<int> SearchUntilAsync(TestIndex index, int reader, CancellationToken done)
    {
        int count = 0;
        do
        {
            string text = (reader + count) % 3 == 0 ? string.Empty : "common";
            float[]? vector = (reader + count) % 3 == 1 ? null : TestIndex.Axis(0);
            IReadOnlyList<SearchHit> hits = await index.SearchAsync(text, vector, limit: 100_000);
            foreach (IGrouping<string, SearchHit> document in hits.GroupBy(static hit => hit.Passage.DocumentId))
            {
                string mark = Assert.Single(document.Select(static hit => hit.Passage.Text).Distinct());
                Assert.Equal(mark.Split(' ')[1], $"{document.Count()}");
            }

            Assert.Equal(4, hits.Select(static hit => hit.Passage.DocumentId).Distinct().Count());
            count++;
        }
        while (!done.IsCancellationRequested);

        return count;
    }

    private static Task ReplaceMarkedAsync(TestIndex index, int document, int version)
    {
        int count = 1 + (version * 37 % 350);
        return index.ReplaceAsync($"/{document}", [.. Enumerable.Repeat(TestIndex.Chunk($"common {count} version{version}", TestIndex.Axis(0)), count)]);
    }

    private static async Task AssertSearchesAgreeAsync(TestIndex index, IndexModel model, Random random)
    {
        string prefix = random.Next(2) == 0 ? string.Empty : $"/{(char)('a' + random.Next(3))}";
        string word = s_words[random.Next(s_words.Length)];
        float[] vector = Int8CodesTests.RandomUnit(random, TestIndex.Dimensions);

        IReadOnlyList<SearchHit> words = await index.SearchAsync(word, limit: 10_000, idPrefix: prefix);
        IReadOnlyList<SearchHit> near = await index.SearchAsync(string.Empty, vector, limit: 10, idPrefix: prefix);

        Assert.Equal(model.WithWord(word, prefix), words.Select(static hit => (hit.Passage.DocumentId, hit.Passage.Ordinal)).Order());
        Assert.Equal(
            model.BestCosines(vector, prefix, 10).Select(static cosine => Math.Round(cosine, 4)),
            near.Select(static hit => Math.Round(hit.Cosine!.Value, 4)));
    }

    private static DocumentChunk[] RandomChunks(Random random)
    {
        int count = random.Next(20) == 0 ? random.Next(250, 600) : random.Next(12);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => TestIndex.Chunk(
                $"{s_words[random.Next(s_words.Length)]} {s_words[random.Next(s_words.Length)]}",
                random.Next(4) == 0 ? null : Int8CodesTests.RandomUnit(random, TestIndex.Dimensions))),
        ];
    }

    private static async Task<List<(string, int)>> ListAsync(TestIndex index) => await index.Index
        .ListAsync(cancellationToken: TestContext.Current.CancellationToken)
        .Select(static document => (document.Id, document.Chunks)).ToListAsync(TestContext.Current.CancellationToken);
}
