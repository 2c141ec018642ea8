using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Tests;

public sealed class VectorCodesTests
{
    [Fact]
    public async Task Search_WithInt8AndRescoring_FindsTheExactNeighbours()
    {
        const int Dimensions = 384;
        await using var index = new TestIndex();
        var random = new Random(11);
        float[][] vectors = [.. Enumerable.Range(0, 3_000).Select(_ => Int8CodesTests.RandomUnit(random, Dimensions))];
        await index.ReplaceAsync("/a", [.. vectors.Select(static vector => TestIndex.Chunk("x", vector))]);

        for (int i = 0; i < 20; i++)
        {
            float[] query = Int8CodesTests.RandomUnit(random, Dimensions);
            IReadOnlyList<SearchHit> hits = await index.SearchAsync(string.Empty, query, limit: 10);
            IEnumerable<int> exact = Enumerable.Range(0, vectors.Length)
                .OrderByDescending(row => System.Numerics.Tensors.TensorPrimitives.Dot<float>(query, vectors[row])).Take(10);
            Assert.Equal(exact, hits.Select(static hit => hit.Passage.Ordinal));
        }
    }

    [Fact]
    public async Task Snapshot_HeldByASearch_StaysAsItWasWhileTheIndexChanges()
    {
        await using var index = await WithDocumentsAsync(3, 400);
        VectorSnapshot held = index.Index.Codes.Latest;
        List<long> before = Nearest(held);

        await index.Index.RemoveAsync("/1", TestContext.Current.CancellationToken);
        await index.ReplaceAsync("/9", TestIndex.Chunk("x", TestIndex.Axis(0)));
        await index.SearchAsync(string.Empty, TestIndex.Axis(0));

        Assert.Equal(1_200, held.Live);
        Assert.Equal(before, Nearest(held));
        Assert.Equal(801, index.Index.Codes.Latest.Live);
    }

    [Fact]
    public async Task Rows_MostOfThemRemoved_AreCompacted()
    {
        await using var index = await WithDocumentsAsync(5, 700);
        for (int i = 0; i < 3; i++)
        {
            await index.Index.RemoveAsync($"/{i}", TestContext.Current.CancellationToken);
        }

        IReadOnlyList<SearchHit> hits = await index.SearchAsync(string.Empty, TestIndex.Axis(0), limit: 5_000);

        Assert.Equal((1_400, 0), (index.Index.Codes.Latest.Live, index.Index.Codes.Latest.Removed));
        Assert.Equal(1_400, hits.Count);
    }

    [Fact]
    public async Task Changes_OfAnotherProcess_AreSeenByTheNextSearch()
    {
        await using var index = await WithDocumentsAsync(2, 1);
        await using TestIndex another = index.Another();
        await another.ReplaceAsync("/new", TestIndex.Chunk("x", TestIndex.Axis(5)));
        await another.Index.RemoveAsync("/0", TestContext.Current.CancellationToken);

        IReadOnlyList<SearchHit> hits = await index.SearchAsync(string.Empty, TestIndex.Axis(5));

        Assert.Equal(["/new", "/1"], hits.Select(static hit => hit.Passage.DocumentId));
    }

    [Fact]
    public async Task Codes_TooFarBehindTheListOfRemovals_AreLoadedAnew()
    {
        await using var index = await WithDocumentsAsync(2, 1);
        await using TestIndex another = index.Another();
        await another.Index.RemoveAsync("/0", TestContext.Current.CancellationToken);
        await another.Index.File.WriteAsync(
            static connection =>
            {
                connection.Execute($"DELETE FROM removals; UPDATE state SET version = version + {VectorCodes.RemovalsKept}");
                return true;
            },
            TestContext.Current.CancellationToken);

        IReadOnlyList<SearchHit> hits = await index.SearchAsync(string.Empty, TestIndex.Axis(0));

        Assert.Equal("/1", Assert.Single(hits).Passage.DocumentId);
    }

    [Fact]
    public async Task Vector_OfAnotherLengthThanTheIndexSays_IsDamage()
    {
        await using var index = await WithDocumentsAsync(2, 1);
        await index.Index.File.WriteAsync(
            static connection =>
            {
                connection.Execute("UPDATE embeddings SET vector = zeroblob(12) WHERE chunk = 2");
                return true;
            },
            TestContext.Current.CancellationToken);
        await index.ReopenAsync();

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.SearchAsync(string.Empty, TestIndex.Axis(0)));

        Assert.Contains("damaged", error.Problem);
        Assert.Contains("chunk 2", error.Problem);
    }

    [Fact]
    public async Task Connections_HaveEveryPragmaSet()
    {
        await using var index = new TestIndex(new SqliteOptions { CacheKiB = 3_000, MmapBytes = 1 << 20, Synchronous = SqliteSynchronous.Normal });

        long[] values = await index.Index.File.ReadAsync(
            static connection => new[] { "foreign_keys", "query_only", "synchronous", "cache_size", "mmap_size", "trusted_schema", "temp_store" }
                .Select(pragma => connection.ReadInt64($"PRAGMA {pragma}")).ToArray(),
            TestContext.Current.CancellationToken);

        Assert.Equal([1, 1, 1, -3_000, 1 << 20, 0, 1], values);
    }

    private static async Task<TestIndex> WithDocumentsAsync(int documents, int chunks)
    {
        var index = new TestIndex();
        for (int i = 0; i < documents; i++)
        {
            await index.ReplaceAsync(
                $"/{i}", [.. Enumerable.Range(0, chunks).Select(row => TestIndex.Chunk("x", TestIndex.Axis(row % 8, row * 0.001f)))]);
        }

        await index.SearchAsync(string.Empty, TestIndex.Axis(0));
        return index;
    }

    private static List<long> Nearest(VectorSnapshot snapshot)
    {
        using ChunkRanges all = ChunkRanges.All();
        using var top = new TopChunks(2_000);
        snapshot.Scan(snapshot.Prepare(TestIndex.Axis(0)), all, top, threads: 2, TestContext.Current.CancellationToken);
        return [.. top.Chunks.ToArray().Order()];
    }
}
