namespace LocalRag;

/// <summary>A question to the retriever.</summary>
/// <param name="Text">The question, in any words.</param>
/// <param name="Limit">How many passages are wanted; null for the host's setting.</param>
/// <param name="IdPrefix">Only documents whose identity begins with this; empty for all.</param>
public sealed record RetrievalQuery(string Text, int? Limit = null, string IdPrefix = "")
{
    /// <summary>Gets which documents are searched, beside where they lie; null for all.</summary>
    public DocumentFilter? Filter { get; init; }

    /// <summary>Gets what caches may do for this question.</summary>
    public CacheUse Cache { get; init; }
}
