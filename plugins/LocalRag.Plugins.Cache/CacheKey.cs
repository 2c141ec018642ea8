namespace LocalRag.Plugins.Cache;

/// <summary>SHA-256 over all that a value depends on. No text of a user can be read from it.</summary>
internal readonly record struct CacheKey(UInt128 High, UInt128 Low);
