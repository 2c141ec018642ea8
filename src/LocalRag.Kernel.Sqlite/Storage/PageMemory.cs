using SQLitePCL;

namespace LocalRag.Sqlite.Storage;

/// <summary>What SQLite has allocated: pages of the file above all. The count is that of the library, so it is the same for all indexes of a process.</summary>
internal sealed class PageMemory(IndexFile file) : IMemoryOwner
{
    private MemoryTrim _level;

    public string Name => "index.pages";

    public MemoryKind Kind => MemoryKind.Index;

    public MemoryPriority Priority => MemoryPriority.Rereadable;

    public MemoryUsage GetUsage() => file.IsOpen ? new MemoryUsage(raw.sqlite3_memory_used()) : default;

    // Most of it is pages that nobody reads at the moment.
    public long GetTrimmableBytes(MemoryTrim level) => level >= MemoryTrim.Moderate ? GetUsage().Private / 2 : 0;

    public async ValueTask TrimAsync(MemoryTrim level, CancellationToken cancellationToken)
    {
        bool rises = level > _level;
        _level = level;
        if (rises && level >= MemoryTrim.Moderate && file.IsOpen)
        {
            await file.ShrinkAsync(cancellationToken);
        }
    }
}
