namespace LocalRag.Plugins.Cache;

/// <summary>Sizes of objects in memory.</summary>
internal static class CacheSize
{
    private const int StringBytes = 24;

    public static long Of(string? text) => text is null ? 0 : StringBytes + (2L * text.Length);
}
