namespace LocalRag.Memory;

/// <summary>An owner in the ledger, with the level that it was last told.</summary>
internal sealed class LedgerEntry(IMemoryOwner owner)
{
    public IMemoryOwner Owner { get; } = owner;

    /// <summary>Gets or sets the level. Only the one pass of trimming that runs at a time sets it.</summary>
    public MemoryTrim Level { get; set; }
}
