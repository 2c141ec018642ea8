using System.Globalization;
using System.Numerics.Tensors;
using LocalRag.Sqlite.Maintenance;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Tests;

public sealed class CompactSearchTests
{
    private const int Dimensions = 96;

    private static readonly SqliteOptions s_compact = new() { CompactFrom = 1_000 };

    [Fact]
    public async Task LargeIndex_HasABitPerDimensionInMemory_AndFindsTheNearest()
    {
        await using var index = new TestIndex(s_compact);
        float[][] vectors = await FillAsync(index, documents: 10, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);
        float[] query = Int8CodesTests.RandomUnit(new Random(99), Dimensions);

        IReadOnlyList<SearchHit> hits = await index.SearchAsync(string.Empty, query, limit: 10);

        Assert.NotNull(index.Index.Codes.Latest.Quantizer);
        Assert.Equal(vectors.Select(vector => TensorPrimitives.Dot<float>(query, vector)).Max(), hits[0].Cosine!.Value, 0.01f);
        Assert.InRange(index.Index.Codes.Latest.Bytes, 1, 3_000 * 60);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task LargeIndex_RescoredByFullVectors_HasExactCosines()
    {
        await using var index = new TestIndex(new SqliteOptions { CompactFrom = 1_000, Rescoring = RescorePrecision.Floats });
        float[][] vectors = await FillAsync(index, documents: 4, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);

        IReadOnlyList<SearchHit> hits = await index.SearchAsync(string.Empty, vectors[700], limit: 1);

        Assert.Equal(("/2", 100), (hits[0].Passage.DocumentId, hits[0].Passage.Ordinal));
        Assert.Equal(1, hits[0].Cosine!.Value, 1e-5f);
    }

    [Fact]
    public async Task DocumentsWrittenAndRemoved_AfterTheCodesAreComplete_AreFoundAndGone()
    {
        await using var index = new TestIndex(s_compact);
        float[][] vectors = await FillAsync(index, documents: 4, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);
        await index.SearchAsync(string.Empty, vectors[0]);
        float[] added = Int8CodesTests.RandomUnit(new Random(5), Dimensions);

        await index.ReplaceAsync("/new", TestIndex.Chunk("x", added));
        await index.Index.RemoveAsync("/0", TestContext.Current.CancellationToken);

        Assert.Equal("/new", (await index.SearchAsync(string.Empty, added, limit: 1))[0].Passage.DocumentId);
        Assert.DoesNotContain(await index.SearchAsync(string.Empty, vectors[0], limit: 50), static hit => hit.Passage.DocumentId == "/0");
        Assert.Equal(901, index.Index.Codes.Latest.Live);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Codes_OfACorpusThatHasOutgrownTheirMean_AreMadeAnew()
    {
        await using var index = new TestIndex(s_compact);
        await FillAsync(index, documents: 4, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);
        await index.SearchAsync(string.Empty, Int8CodesTests.RandomUnit(new Random(1), Dimensions));
        long first = index.Index.Codes.Latest.Quantizer!.Id;

        float[][] more = await FillAsync(index, documents: 16, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 4_800);

        Assert.Equal(more[4_000], await NearestAsync(index, more, more[4_000]));
        Assert.True(index.Index.Codes.Latest.Quantizer!.Id > first);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Codes_BegunByAnEarlierProcess_AreFinishedByTheNext()
    {
        await using var index = new TestIndex();
        float[][] vectors = await FillAsync(index, documents: 4, chunks: 300);

        await index.ReopenAsync(s_compact);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);

        Assert.Equal(vectors[5], await NearestAsync(index, vectors, vectors[5]));
        Assert.NotNull(index.Index.Codes.Latest.Quantizer);
    }

    [Fact]
    public async Task Setting_RaisedWhileTheIndexIsOpen_BringsBackAByteForEachDimension()
    {
        await using var index = new TestIndex(s_compact);
        float[][] vectors = await FillAsync(index, documents: 4, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);
        await index.SearchAsync(string.Empty, vectors[0]);

        index.Set(new SqliteOptions { CompactFrom = 5_000 });

        Assert.Equal(vectors[5], await NearestAsync(index, vectors, vectors[5]));
        Assert.Null(index.Index.Codes.Latest.Quantizer);
    }

    [Fact]
    public async Task Vectors_OfAnotherModel_GetCodesOfTheirOwnOnceTheOldOnesAreGone()
    {
        await using var index = new TestIndex(s_compact);
        await FillAsync(index, documents: 4, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);
        for (int i = 0; i < 4; i++)
        {
            await index.Index.RemoveAsync($"/{i}", TestContext.Current.CancellationToken);
        }

        await index.ReplaceAsync("/other", TestIndex.Chunk("x", TestIndex.Axis(3)));

        Assert.Equal("/other", (await index.SearchAsync(string.Empty, TestIndex.Axis(3)))[0].Passage.DocumentId);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Codes_GivenBackUnderPressure_ComeBackWithTheNextSearch()
    {
        await using var index = new TestIndex(s_compact);
        float[][] vectors = await FillAsync(index, documents: 4, chunks: 300);
        var memory = new CodesMemory(index.Index.Codes);
        await index.SearchAsync(string.Empty, vectors[0]);
        long before = memory.GetUsage().Total;

        await memory.TrimAsync(MemoryTrim.Moderate, TestContext.Current.CancellationToken);
        long moderate = memory.GetUsage().Total;
        await memory.TrimAsync(MemoryTrim.Severe, TestContext.Current.CancellationToken);

        Assert.Equal((before, 0), (moderate, memory.GetUsage().Total));
        Assert.True(before > 0);
        Assert.Equal(vectors[5], await NearestAsync(index, vectors, vectors[5]));
    }

    [Fact]
    public async Task Recall_OfAnIndex_IsThatOfItsSearches()
    {
        await using var index = new TestIndex(s_compact);
        await FillAsync(index, documents: 10, chunks: 300);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);

        // Random directions have no near neighbours, so they need more candidates than texts do.
        index.Set(new SqliteOptions { CompactFrom = 1_000, RescoreCandidates = 600 });
        RecallMeasurement? many = await index.Maintenance.MeasureRecallAsync(20, cancellationToken: TestContext.Current.CancellationToken);
        index.Set(new SqliteOptions { CompactFrom = 1_000, RescoreCandidates = 1 });
        RecallMeasurement? few = await index.Maintenance.MeasureRecallAsync(20, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((20, 3_000, "bits"), (many!.Queries, many.Vectors, many.Codes));
        Assert.InRange(many.RecallAt10, 0.9, 1);
        Assert.InRange(few!.RecallAt10, 0.1, many.RecallAt10 - 0.1);
    }

    [Fact]
    public async Task Recall_OfAnIndexWithFewVectors_SaysNothing()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", TestIndex.Chunk("x", TestIndex.Axis(0)));

        Assert.Null(await index.Maintenance.MeasureRecallAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    private static async Task<float[]> NearestAsync(TestIndex index, float[][] vectors, float[] query)
    {
        Passage passage = (await index.SearchAsync(string.Empty, query, limit: 1))[0].Passage;
        return vectors[(int.Parse(passage.DocumentId.AsSpan(1), CultureInfo.InvariantCulture) * 300) + passage.Ordinal];
    }

    /// <summary>Writes documents with random vectors, the same ones for the same place.</summary>
    private static async Task<float[][]> FillAsync(TestIndex index, int documents, int chunks)
    {
        float[][] vectors = [.. Enumerable.Range(0, documents * chunks).Select(static row => Int8CodesTests.RandomUnit(new Random(row), Dimensions))];
        for (int document = 0; document < documents; document++)
        {
            await index.ReplaceAsync(
                $"/{document}", [.. vectors.Skip(document * chunks).Take(chunks).Select(static vector => TestIndex.Chunk("x", vector))]);
        }

        return vectors;
    }
}
