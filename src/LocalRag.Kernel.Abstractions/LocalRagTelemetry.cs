using System.Diagnostics.Metrics;

namespace LocalRag;

/// <summary>What the instruments and activities of the host, of engines and of plugins have in common.</summary>
public static class LocalRagTelemetry
{
    /// <summary>The name of every meter and activity source: whoever listens to it hears all of them.</summary>
    public const string Name = "LocalRag";

    // In the contract, not in a plugin: a plugin that lets the host count its hits holds no meter of its own, so nothing of it stays behind.
    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_cacheLookups = s_meter.CreateCounter<long>(
        "localrag.cache.lookups", "{lookup}", "Lookups in caches, by cache and by whether it had the value.");

    /// <summary>Counts a lookup in a cache, as <c>localrag.cache.lookups</c>. It costs nothing while nobody listens.</summary>
    /// <param name="cache">The cache's name, such as <c>query</c> or <c>embedding</c>: a fixed word, never a user's text.</param>
    /// <param name="hit">Whether it had the value.</param>
    public static void CountCacheLookup(string cache, bool hit)
    {
        if (s_cacheLookups.Enabled)
        {
            s_cacheLookups.Add(1, new("localrag.cache.name", cache), new("localrag.cache.result", hit ? "hit" : "miss"));
        }
    }
}
