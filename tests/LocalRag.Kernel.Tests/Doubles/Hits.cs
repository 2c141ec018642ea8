namespace LocalRag.Testing;

/// <summary>Makes passages as an index would find them.</summary>
internal static class Hits
{
    private static long s_nextChunk = 100;

    public static SearchHit Of(
        string text, string document = "/docs/a.md", int ordinal = 0, double score = 1, float? cosine = 0.9f, int? tokens = null, string title = "A", string headings = "") =>
        new(
            new Passage(
                Interlocked.Increment(ref s_nextChunk), document, title, ordinal, text, headings,
                new SourceLocation((ordinal * 10) + 1, (ordinal * 10) + 4), tokens ?? text.Split(' ').Length),
            score,
            cosine,
            1.0);
}
