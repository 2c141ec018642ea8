namespace LocalRag.Sqlite.Tests;

public sealed class FilterTests
{
    private static readonly DateTimeOffset s_january = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_march = new(2026, 3, 15, 12, 0, 0, TimeSpan.FromHours(2));

    public static TheoryData<DocumentFilter?, string, string[]> Filters => new()
    {
        { null, "", ["/a/1", "/a/2", "/b/3"] },
        { new DocumentFilter(), "", ["/a/1", "/a/2", "/b/3"] },
        { new DocumentFilter("text/markdown"), "", ["/a/1", "/b/3"] },
        { new DocumentFilter("text/markdown"), "/a/", ["/a/1"] },
        { new DocumentFilter("text/none"), "", [] },
        { new DocumentFilter(IngestedFrom: s_march), "", ["/a/2", "/b/3"] },
        { new DocumentFilter(IngestedFrom: s_march.ToUniversalTime()), "", ["/a/2", "/b/3"] },
        { new DocumentFilter(IngestedBefore: s_march), "", ["/a/1"] },
        { new DocumentFilter(IngestedBefore: s_march.AddMilliseconds(2)), "/a/", ["/a/1", "/a/2"] },
        { new DocumentFilter("text/markdown", s_january, s_march), "", ["/a/1"] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Search_WithAFilter_ReturnsOnlyWhatPasses(DocumentFilter? filter, string idPrefix, string[] expected)
    {
        await using var index = new TestIndex();
        await AddAsync(index, "/a/1", "text/markdown", s_january);
        await AddAsync(index, "/a/2", "text/plain", s_march);
        await AddAsync(index, "/b/3", "text/markdown", s_march.AddDays(1));
        var words = new HybridQuery("zebra", null, IdPrefix: idPrefix) { Filter = filter };
        HybridQuery vector = words with { Text = string.Empty, Embedding = TestIndex.Embedding(TestIndex.Axis(0)) };

        Assert.Equal(expected, await FindAsync(index, words));
        Assert.Equal(expected, await FindAsync(index, vector));
    }

    private static async Task<IEnumerable<string>> FindAsync(TestIndex index, HybridQuery query) =>
        (await index.Index.SearchAsync(query, TestContext.Current.CancellationToken)).Select(static hit => hit.Passage.DocumentId).Order(StringComparer.Ordinal);

    private static Task AddAsync(TestIndex index, string id, string mediaType, DateTimeOffset time) => index.Index.ReplaceAsync(
        TestIndex.Document(id) with { MediaType = mediaType, IngestedAt = time },
        new[] { TestIndex.Chunk("zebra", TestIndex.Axis(0)) }.ToAsyncEnumerable(),
        TestContext.Current.CancellationToken);
}
