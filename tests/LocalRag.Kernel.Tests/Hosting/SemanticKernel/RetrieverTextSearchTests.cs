using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Data;

// SKEXP0001, CS0618: the interfaces of text search, new and old, are what is tested.
#pragma warning disable SKEXP0001, CS0618

namespace LocalRag.Tests.Hosting.SemanticKernel;

public sealed class RetrieverTextSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TypedSearch_ReturnsPassages()
    {
        await using TestHost host = new();
        ITextSearch<Passage> search = host.Provider.GetRequiredService<ITextSearch<Passage>>();

        KernelSearchResults<Passage> results = await search.GetSearchResultsAsync("decode", cancellationToken: Token);

        Assert.Equal(["Speed", "Cache"], await results.Results.Select(passage => passage.Title).ToListAsync(Token));
    }

    [Fact]
    public async Task TypedSearch_WithAFilter_LooksFurtherUntilEnoughPass()
    {
        await using TestHost host = new();
        host.Index.Hits = [.. Enumerable.Range(0, 30).Select(i => Hits.Of($"passage {i}", $"/docs/{i:00}.md"))];
        ITextSearch<Passage> search = host.Provider.GetRequiredService<ITextSearch<Passage>>();
        TextSearchOptions<Passage> options = new() { Top = 2, Filter = passage => passage.DocumentId.StartsWith("/docs/2") };

        KernelSearchResults<string> results = await search.SearchAsync("passage", options, Token);

        Assert.Equal(["passage 20", "passage 21"], await results.Results.ToListAsync(Token));
    }

    [Fact]
    public async Task TypedSearch_WithTopAndSkip_ReturnsThatPage()
    {
        await using TestHost host = new();
        host.Index.Hits = [.. Enumerable.Range(0, 9).Select(i => Hits.Of($"passage {i}"))];
        ITextSearch<Passage> search = host.Provider.GetRequiredService<ITextSearch<Passage>>();

        KernelSearchResults<string> results = await search.SearchAsync("passage", new TextSearchOptions<Passage> { Top = 3, Skip = 4 }, Token);

        Assert.Equal(["passage 4", "passage 5", "passage 6"], await results.Results.ToListAsync(Token));
    }

    [Fact]
    public async Task TextSearchResult_NamesDocumentAndPlace()
    {
        await using TestHost host = new();
        ITextSearch search = host.Provider.GetRequiredService<ITextSearch>();

        KernelSearchResults<TextSearchResult> results = await search.GetTextSearchResultsAsync("decode", new TextSearchOptions { Top = 1 }, Token);

        TextSearchResult result = Assert.Single(await results.Results.ToListAsync(Token));
        Assert.Equal(("Speed, lines 1-4", "/docs/speed.md", "Decode is limited by memory bandwidth."), (result.Name, result.Link, result.Value));
    }

    [Fact]
    public async Task OlderSearch_FiltersByEquality()
    {
        await using TestHost host = new();
        ITextSearch search = host.Provider.GetRequiredService<ITextSearch>();
        TextSearchOptions options = new() { Filter = new TextSearchFilter().Equality(nameof(Passage.Title), "Cache") };

        KernelSearchResults<object> results = await search.GetSearchResultsAsync("decode", options, Token);

        Assert.Equal("Cache", Assert.IsType<Passage>(Assert.Single(await results.Results.ToListAsync(Token))).Title);
    }

    [Fact]
    public async Task OlderSearch_ByAnUnknownField_NamesTheKnownOnes()
    {
        await using TestHost host = new();
        ITextSearch search = host.Provider.GetRequiredService<ITextSearch>();
        TextSearchOptions options = new() { Filter = new TextSearchFilter().Equality("Colour", "red") };

        NotSupportedException error = await Assert.ThrowsAsync<NotSupportedException>(() => search.SearchAsync("decode", options, Token));

        Assert.Contains("DocumentId, Title or Headings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PluginFactoryOfSemanticKernel_TakesTheSearch()
    {
        await using TestHost host = new();
        Kernel kernel = host.Provider.GetRequiredService<Kernel>();
        kernel.Plugins.Add(host.Provider.GetRequiredService<ITextSearch>().CreateWithSearch("docs"));

        await kernel.InvokePromptAsync("{{docs.search 'decode'}}", cancellationToken: Token);

        Assert.Contains("Decode is limited by memory bandwidth.", Assert.Single(host.Chat.Requests).Single().Text, StringComparison.Ordinal);
    }
}
