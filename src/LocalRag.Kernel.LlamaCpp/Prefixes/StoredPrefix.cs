namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>A copy of a prefix's keys and values, in memory, in a file, or in both. Changed by <see cref="PrefixStore"/> alone, under its lock.</summary>
internal sealed class StoredPrefix(PrefixNode node, long bytes)
{
    public PrefixNode Node { get; } = node;

    public long Bytes { get; } = bytes;

    /// <summary>Gets or sets the copy in memory, or null.</summary>
    public KvBuffer? Memory { get; set; }

    /// <summary>Gets or sets the file with the copy, or null.</summary>
    public string? File { get; set; }

    /// <summary>Gets or sets when it was used last, as a number that grows.</summary>
    public long LastUse { get; set; }

    /// <summary>Compares what it costs to use one copy or another: memory before files, small before large.</summary>
    public long Costs(StoredPrefix other) =>
        Memory is null == other.Memory is null ? Bytes.CompareTo(other.Bytes)
        : Memory is null ? 1
        : -1;
}
