using System.Diagnostics;
using LocalRag.Measurement;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Retrieval;

/// <summary>Searches the index by words and by meaning; by words alone where there is no embedding model, and says so.</summary>
internal sealed partial class HybridRetriever(
    IDocumentIndex index,
    IEmbeddingGenerator<string, Embedding<float>> embeddings,
    IOptionsMonitor<RetrievalOptions> options,
    TimeProvider timeProvider,
    ILogger<HybridRetriever> logger) : IRetriever
{
    public async Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, "A search returns at least one passage.");
        }

        RetrievalOptions settings = options.CurrentValue;

        // Read before the search: a commit in between makes the result newer than it says, never older, so a cache keyed by the version stays right.
        long version = await index.GetVersionAsync(cancellationToken);
        if (string.IsNullOrWhiteSpace(query.Text))
        {
            return new RetrievalResult([], version);
        }

        using Activity? activity = HostTelemetry.Source.StartActivity("localrag.retrieve");
        long start = timeProvider.GetTimestamp();
        (Embedding<float>? embedding, string? degraded) = await EmbedAsync(query, cancellationToken);
        TimeSpan embeddingTime = timeProvider.GetElapsedTime(start);
        HybridQuery hybrid = new(query.Text, embedding, query.Limit ?? settings.Limit, query.IdPrefix, settings.DenseWeight) { Filter = query.Filter };
        IReadOnlyList<SearchHit> hits = await index.SearchAsync(hybrid, cancellationToken);
        Record(hits.Count, degraded is null ? "hybrid" : "words", timeProvider.GetElapsedTime(start), activity);
        LogSearched(hits.Count, embedding is not null, version);
        return new RetrievalResult(hits, version, degraded, embeddingTime);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
        {
            return embeddings.GetService(serviceType, serviceKey);
        }

        return serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(index) ? index
            : embeddings.GetService(serviceType);
    }

    public void Dispose()
    {
        // The index and the generator belong to the container.
    }

    private static void Record(int passages, string mode, TimeSpan elapsed, Activity? activity)
    {
        KeyValuePair<string, object?> tag = new("localrag.retrieval.mode", mode);
        HostTelemetry.RetrievalDuration.Record(elapsed.TotalSeconds, tag);
        HostTelemetry.RetrievalPassages.Record(passages, tag);
        activity?.SetTag(tag.Key, mode).SetTag("localrag.retrieval.passages", passages);
    }

    private async Task<(Embedding<float>? Embedding, string? Degraded)> EmbedAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        try
        {
            EmbeddingGenerationOptions? options = CacheControl.ToProperties(query.Cache) is { } properties ? new() { AdditionalProperties = properties } : null;
            return (await embeddings.GenerateAsync(query.Text, options, cancellationToken), null);
        }
        catch (ModelUnavailableException unavailable)
        {
            LogWordsOnly(unavailable.Model);
            return (null, $"Searched by words alone, because the embedding model is not available: {unavailable.Message}");
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Found {Count} passages (by meaning too: {Dense}) in version {Version} of the index")]
    private partial void LogSearched(int count, bool dense, long version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Searching by words alone: embedding model {Model} is not available")]
    private partial void LogWordsOnly(string model);
}
