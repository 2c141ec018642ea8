using Microsoft.Extensions.VectorData;
using Microsoft.SemanticKernel.Data;

// SKEXP0001: text search is the part of Semantic Kernel that this class is for. CS0618: its own plugin factories still take the older interface.
#pragma warning disable SKEXP0001, CS0618

namespace LocalRag.Hosting.SemanticKernel;

/// <summary>Offers the Retrieval pipeline as Semantic Kernel's text search, in the typed form and in the older one that its plugin factories take.</summary>
internal sealed class RetrieverTextSearch(IRetriever retriever) : ITextSearch<Passage>, ITextSearch
{
    /// <summary>A filter is applied to what was found, so more is asked for until enough pass; this is where it ends.</summary>
    private const int MostCandidates = 1000;

    public Task<KernelSearchResults<string>> SearchAsync(
        string query, TextSearchOptions<Passage>? searchOptions = null, CancellationToken cancellationToken = default) =>
        SearchAsync(query, Read(searchOptions), hit => hit.Passage.Text, cancellationToken);

    public Task<KernelSearchResults<TextSearchResult>> GetTextSearchResultsAsync(
        string query, TextSearchOptions<Passage>? searchOptions = null, CancellationToken cancellationToken = default) =>
        SearchAsync(query, Read(searchOptions), ToResult, cancellationToken);

    public Task<KernelSearchResults<Passage>> GetSearchResultsAsync(
        string query, TextSearchOptions<Passage>? searchOptions = null, CancellationToken cancellationToken = default) =>
        SearchAsync(query, Read(searchOptions), hit => hit.Passage, cancellationToken);

    Task<KernelSearchResults<string>> ITextSearch.SearchAsync(string query, TextSearchOptions? searchOptions, CancellationToken cancellationToken) =>
        SearchAsync(query, Read(searchOptions), hit => hit.Passage.Text, cancellationToken);

    Task<KernelSearchResults<TextSearchResult>> ITextSearch.GetTextSearchResultsAsync(
        string query, TextSearchOptions? searchOptions, CancellationToken cancellationToken) =>
        SearchAsync(query, Read(searchOptions), ToResult, cancellationToken);

    Task<KernelSearchResults<object>> ITextSearch.GetSearchResultsAsync(
        string query, TextSearchOptions? searchOptions, CancellationToken cancellationToken) =>
        SearchAsync<object>(query, Read(searchOptions), hit => hit.Passage, cancellationToken);

    private static Request Read(TextSearchOptions<Passage>? options) =>
        options is null ? new Request(TextSearchOptions<Passage>.DefaultTop, 0, null) : new Request(options.Top, options.Skip, options.Filter?.Compile());

    private static Request Read(TextSearchOptions? options) => options is null
        ? new Request(TextSearchOptions.DefaultTop, 0, null)
        : new Request(options.Top, options.Skip, options.Filter is null ? null : Read(options.Filter));

    private static Func<Passage, bool> Read(TextSearchFilter filter)
    {
        List<Func<Passage, bool>> clauses = [.. filter.FilterClauses.Select(Read)];
        return passage => clauses.TrueForAll(clause => clause(passage));
    }

    private static Func<Passage, bool> Read(FilterClause clause) => clause is not EqualToFilterClause equal
        ? throw new NotSupportedException(
            $"A filter clause of type {clause.GetType().Name} is not supported: use equality, or ITextSearch<Passage> with an expression.")
        : equal.FieldName switch
        {
            nameof(Passage.DocumentId) => passage => Equals(passage.DocumentId, equal.Value),
            nameof(Passage.Title) => passage => Equals(passage.Title, equal.Value),
            nameof(Passage.Headings) => passage => Equals(passage.Headings, equal.Value),
            _ => throw new NotSupportedException($"A passage cannot be filtered by {equal.FieldName}: use DocumentId, Title or Headings."),
        };

    private static TextSearchResult ToResult(SearchHit hit) => new(hit.Passage.Text)
    {
        Name = hit.Passage.Location.ToString() is { Length: > 0 } location ? $"{hit.Passage.Title}, {location}" : hit.Passage.Title,
        Link = hit.Passage.DocumentId,
    };

    private async Task<KernelSearchResults<T>> SearchAsync<T>(string query, Request request, Func<SearchHit, T> map, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        int wanted = (int)Math.Clamp((long)request.Skip + request.Top, 1, MostCandidates);
        int limit = wanted;
        while (true)
        {
            RetrievalResult result = await retriever.RetrieveAsync(new RetrievalQuery(query, limit), cancellationToken);
            List<SearchHit> passing = [.. result.Hits.Where(hit => request.Filter?.Invoke(hit.Passage) ?? true)];
            if (passing.Count >= wanted || result.Hits.Count < limit || limit == MostCandidates)
            {
                return new KernelSearchResults<T>(passing.Skip(request.Skip).Take(request.Top).Select(map).ToAsyncEnumerable());
            }

            limit = Math.Min(limit * 4, MostCandidates);
        }
    }

    private sealed record Request(int Top, int Skip, Func<Passage, bool>? Filter);
}
