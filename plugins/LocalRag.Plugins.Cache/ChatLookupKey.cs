namespace LocalRag.Plugins.Cache;

/// <summary>Where the response to a request is looked for.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">The name of the cache that a hit came from; null for that of the level.</param>
/// <param name="Audited">A response to another wording that is compared with the one that is computed.</param>
internal readonly record struct ChatLookupKey(CacheKey Key, string? Name = null, CachedResponse? Audited = null);
