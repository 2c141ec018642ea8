using System.Globalization;

namespace LocalRag.Testing;

/// <summary>What a layer of the Retrieval pipeline must hold to. Derive one class for each layer.</summary>
public abstract class RetrievalLayerConformanceTests : LayerConformanceTests<IRetriever>
{
    private const int Hits = 5;
    private const long IndexVersion = 7;

    /// <summary>Gets a value indicating whether the layer leaves hits out, adds some, or puts them in another order.</summary>
    /// <value>The default is false.</value>
    protected virtual bool ChangesHits => false;

    private protected sealed override IReadOnlyList<LayerCall<IRetriever>> Calls { get; } =
    [
        new("RetrieveAsync", async (retriever, question, token) => Write(await retriever.RetrieveAsync(new RetrievalQuery(question), token))),
    ];

    /// <summary>The hits come as the retriever inside found them; a layer that changes them says so, and still returns none twice.</summary>
    [Fact]
    public async Task Hits_are_kept()
    {
        using IRetriever layer = CreateChecked(CreateInner());

        RetrievalResult result = await layer.RetrieveAsync(new RetrievalQuery("What is one and one?"), Token);

        long[] found = [.. result.Hits.Select(hit => hit.Passage.ChunkId)];
        Assert.Equal(found.Distinct(), found);
        Assert.True(
            ChangesHits || found.SequenceEqual(Enumerable.Range(100, Hits).Select(id => (long)id)),
            $"The hits are not those of the retriever inside, in its order, and {nameof(ChangesHits)} is false.");
    }

    /// <summary>The version of the index comes through: a cache above needs it to know when a result is out of date.</summary>
    [Fact]
    public async Task Index_version_comes_through()
    {
        using IRetriever layer = CreateChecked(CreateInner());

        Assert.Equal(IndexVersion, (await layer.RetrieveAsync(new RetrievalQuery("What is one and one?"), Token)).IndexVersion);
    }

    /// <summary>Why a search was less than it could be comes through: an answer must be able to say so.</summary>
    [Fact]
    public async Task Degradation_is_not_hidden()
    {
        TestRetriever inner = new() { OnRetrieve = (query, _) => Task.FromResult(new RetrievalResult(TestRetriever.FindHits(query.Text, Hits), IndexVersion, "Words only.")) };
        using IRetriever layer = Create(inner);

        RetrievalResult result = await layer.RetrieveAsync(new RetrievalQuery("What is one and one?"), Token);

        Assert.Contains("Words only.", result.Degraded, StringComparison.Ordinal);
    }

    /// <summary>Only the documents that were asked for are searched.</summary>
    [Fact]
    public async Task Prefix_of_the_documents_reaches_the_retriever_inside()
    {
        TestRetriever inner = new();
        using IRetriever layer = Create(inner);

        await layer.RetrieveAsync(new RetrievalQuery("What is one and one?", 3, "/documents/"), Token);

        Assert.All(inner.Queries, query => Assert.StartsWith("/documents/", query.IdPrefix, StringComparison.Ordinal));
        Assert.NotEmpty(inner.Queries);
    }

    /// <summary>Questions that differ only in how many hits, or in which documents, are different questions.</summary>
    [Fact]
    public async Task Every_part_of_a_query_counts()
    {
        TestRetriever inner = new() { OnRetrieve = (query, _) => Task.FromResult(new RetrievalResult(TestRetriever.FindHits(query.Text + query.IdPrefix, query.Limit ?? Hits), IndexVersion)) };
        using IRetriever layer = Create(inner);
        using IRetriever alone = Create(inner);
        await layer.RetrieveAsync(new RetrievalQuery("same", 2), Token);
        await layer.RetrieveAsync(new RetrievalQuery("same", 2, "/a/"), Token);

        RetrievalResult more = await layer.RetrieveAsync(new RetrievalQuery("same", 4, "/b/"), Token);

        Assert.Equal(Write(await alone.RetrieveAsync(new RetrievalQuery("same", 4, "/b/"), Token)), Write(more));
    }

    /// <summary>A question without words, and one that nothing fits, are no errors.</summary>
    [Fact]
    public async Task Empty_question_and_no_hits_are_passed_on()
    {
        using IRetriever layer = Create(new TestRetriever());

        Assert.Empty((await layer.RetrieveAsync(new RetrievalQuery(string.Empty), Token)).Hits);
        Assert.Empty((await layer.RetrieveAsync(new RetrievalQuery("What is one and one?"), Token)).Hits);
    }

    /// <summary>Makes a new layer around a retriever; called many times in a test class.</summary>
    protected abstract IRetriever CreateLayer(IRetriever inner);

    private protected sealed override IRetriever Create(IRetriever inner) => CreateLayer(inner);

    private protected sealed override InnerService<IRetriever> CreateInner()
    {
        InnerService<IRetriever> inner = new();
        TestRetriever retriever = new()
        {
            OnRetrieve = async (query, token) =>
            {
                await inner.EnterAsync(token);
                return new RetrievalResult(TestRetriever.FindHits(query.Text, Hits), IndexVersion);
            },
        };
        (inner.Service, inner.Disposed, inner.Forget) = (retriever, () => retriever.Disposed, retriever.Forget);
        return inner;
    }

    private protected sealed override object? GetService(IRetriever service, Type serviceType, object? serviceKey) => service.GetService(serviceType, serviceKey);

    private static string Write(RetrievalResult result) => string.Join(
        '\n', result.Hits.Select(hit => string.Create(CultureInfo.InvariantCulture, $"{hit.Passage.ChunkId} {hit.Score:R} {hit.Passage.Text}")));
}
