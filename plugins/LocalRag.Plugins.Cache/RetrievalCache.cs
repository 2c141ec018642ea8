namespace LocalRag.Plugins.Cache;

/// <summary>Keeps lists of passages, by question and version of the index.</summary>
internal sealed class RetrievalCache(IRetriever inner, CacheLevel<RetrievalResult> level, ISettingsFingerprint settings, IDocumentIndex index) : DelegatingRetriever(inner)
{
    /// <summary>Returns who passages are, in order: all that the choice for a prompt, the prompt and a citation take from them.</summary>
    /// <remarks>The scores of the search are not part of it: every document that comes or goes moves them, and nothing that an answer says rests on them.</remarks>
    public static CacheKey Identify(IReadOnlyList<SearchHit> hits)
    {
        using CacheKeyWriter key = new();
        foreach (SearchHit hit in hits)
        {
            Passage passage = hit.Passage;
            SourceLocation location = passage.Location;
            key.Add(passage.ChunkId).Add(passage.DocumentId).Add(passage.Title).Add((long)passage.Ordinal).Add(passage.Headings).Add(passage.Text)
                .Add((long)passage.TokenCount).Add(hit.Cosine).Add(location.FirstLine).Add(location.LastLine).Add(location.FirstPage).Add(location.LastPage);
        }

        return key.ToKey();
    }

    public static long Measure(IReadOnlyList<SearchHit> hits) => 128 + hits.Sum(hit =>
        256 + CacheSize.Of(hit.Passage.Text) + CacheSize.Of(hit.Passage.DocumentId) + CacheSize.Of(hit.Passage.Title) + CacheSize.Of(hit.Passage.Headings));

    public override async Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Cache == CacheUse.Bypass)
        {
            return await base.RetrieveAsync(query, cancellationToken);
        }

        string before = settings.Current;
        long version = await index.GetVersionAsync(cancellationToken);
        using CacheLookup<RetrievalResult> lookup = await level.LookUpAsync(
            CreateKey(query, version, before), query.Cache, static (_, _) => ValueTask.FromResult(true), cancellationToken);
        if (lookup.Value is { } kept)
        {
            return kept with { EmbeddingTime = TimeSpan.Zero };
        }

        RetrievalResult result;
        try
        {
            result = await base.RetrieveAsync(query, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            lookup.Fail(exception);
            throw;
        }

        // One that is less than it could be may be whole the next time.
        RetrievalResult? whole = result.Degraded is null && result.IndexVersion == version && ReferenceEquals(before, settings.Current)
            ? result with { Hits = Array.AsReadOnly<SearchHit>([.. result.Hits]) }
            : null;
        lookup.Complete(whole, whole is null ? 0 : Measure(whole.Hits));
        return result;
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ICacheLevel) ? level : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            level.Dispose();
        }

        base.Dispose(disposing);
    }

    private static CacheKey CreateKey(RetrievalQuery query, long version, string fingerprint)
    {
        using CacheKeyWriter key = new();
        return key.Add(fingerprint).Add(version).Add(query.Text).Add(query.Limit).Add(query.IdPrefix)
            .Add(query.Filter?.MediaType).Add(query.Filter?.IngestedFrom?.UtcTicks).Add(query.Filter?.IngestedBefore?.UtcTicks).ToKey();
    }
}
