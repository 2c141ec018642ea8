using LocalRag.Retrieval;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Tests.Retrieval;

public sealed class HybridRetrieverTests : IAsyncDisposable
{
    private readonly TestDocumentIndex _index = new() { Hits = [.. Enumerable.Range(0, 40).Select(i => Hits.Of($"passage {i}", ordinal: i))] };
    private readonly TestEmbeddingGenerator _embeddings = new();
    private readonly RetrievalOptions _options = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _embeddings.Dispose();
        await _index.DisposeAsync();
    }

    [Fact]
    public async Task Retrieve_SearchesByWordsAndByTheirVector()
    {
        _options.DenseWeight = 0.25;

        RetrievalResult result = await CreateRetriever().RetrieveAsync(new RetrievalQuery("why?", Limit: 3, IdPrefix: "/docs"), Token);

        HybridQuery query = Assert.Single(_index.Queries);
        Assert.Equal(("why?", 3, "/docs", 0.25), (query.Text, query.Limit, query.IdPrefix, query.DenseWeight));
        Assert.Equal("test-embeddings", query.Embedding?.ModelId);
        Assert.Equal(3, result.Hits.Count);
        Assert.Equal(7, result.IndexVersion);
        Assert.Null(result.Degraded);
    }

    [Fact]
    public async Task Retrieve_WithoutALimit_TakesTheSetting()
    {
        _options.Limit = 11;

        RetrievalResult result = await CreateRetriever().RetrieveAsync(new RetrievalQuery("why?"), Token);

        Assert.Equal(11, result.Hits.Count);
    }

    [Fact]
    public async Task Retrieve_WithoutAnEmbeddingModel_SearchesByWordsAndSaysWhy()
    {
        _embeddings.OnGenerate = _ => throw new ModelUnavailableException("minilm", "There is no model minilm.", "Run `localrag models pull`.");

        RetrievalResult result = await CreateRetriever().RetrieveAsync(new RetrievalQuery("why?"), Token);

        Assert.Null(Assert.Single(_index.Queries).Embedding);
        Assert.Equal(20, result.Hits.Count);
        Assert.Contains("There is no model minilm. Run `localrag models pull`.", result.Degraded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retrieve_WhenTheGeneratorFailsOtherwise_PassesTheErrorOn()
    {
        InvalidOperationException error = new("broken");
        _embeddings.OnGenerate = _ => throw error;

        Assert.Same(error, await Assert.ThrowsAsync<InvalidOperationException>(() => CreateRetriever().RetrieveAsync(new RetrievalQuery("why?"), Token)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public async Task Retrieve_WithoutWords_FindsNothingAndAsksNoModel(string nothing)
    {
        RetrievalResult result = await CreateRetriever().RetrieveAsync(new RetrievalQuery(nothing), Token);

        Assert.Empty(result.Hits);
        Assert.Empty(_embeddings.Texts);
    }

    [Fact]
    public async Task Retrieve_WithALimitBelowOne_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => CreateRetriever().RetrieveAsync(new RetrievalQuery("why?", Limit: 0), Token));

    [Fact]
    public async Task Retrieve_AfterCancellation_DoesNotSearch()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CreateRetriever().RetrieveAsync(new RetrievalQuery("why?"), source.Token));

        Assert.Empty(_index.Queries);
    }

    [Fact]
    public void GetService_ReachesTheIndexAndTheGenerator()
    {
        HybridRetriever retriever = CreateRetriever();

        Assert.Same(retriever, retriever.GetService(typeof(IRetriever)));
        Assert.Same(_index, retriever.GetService(typeof(IDocumentIndex)));
        Assert.Same(_embeddings, retriever.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>)));
        Assert.Null(retriever.GetService(typeof(IRetriever), "key"));
    }

    private HybridRetriever CreateRetriever() =>
        new(_index, _embeddings, new FixedOptions<RetrievalOptions>(_options), TimeProvider.System, NullLogger<HybridRetriever>.Instance);
}
