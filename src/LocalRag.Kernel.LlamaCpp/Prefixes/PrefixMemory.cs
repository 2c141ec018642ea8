namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>Tells the ledger of memory how much copies of prompts' beginnings take, and gives them back when asked.</summary>
internal sealed class PrefixMemory(PrefixStores stores) : IMemoryOwner
{
    public string Name => "llama.prefixes";

    public MemoryKind Kind => MemoryKind.Cache;

    public MemoryPriority Priority => MemoryPriority.Recomputable;

    public MemoryUsage GetUsage() => new(Private: stores.Latest?.Bytes ?? 0);

    public long GetTrimmableBytes(MemoryTrim level) => stores.Latest?.TrimmableBytes(level) ?? 0;

    public ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        stores.Trim(level);
        return ValueTask.CompletedTask;
    }
}
