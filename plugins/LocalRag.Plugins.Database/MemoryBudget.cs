namespace LocalRag.Plugins.Database;

/// <summary>Cuts the wanted caches down on a small machine: the models need the memory more.</summary>
internal static class MemoryBudget
{
    /// <summary>All caches together take at most this share of the memory that the process may use.</summary>
    private const int Share = 32;

    /// <summary>The host's connections that can have a full cache at the same time: one that writes, and the readers that are usually busy.</summary>
    private const int BusyConnections = 3;

    private const int SmallestCacheKiB = 2_000;

    public static int CacheKiB(DatabaseOptions options)
    {
        long most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share / BusyConnections / 1024;
        return (int)Math.Min(options.CacheKiB, Math.Max(SmallestCacheKiB, most));
    }

    /// <summary>A map takes addresses, not memory: it is only left out where addresses are scarce.</summary>
    public static long MmapBytes(DatabaseOptions options) => Environment.Is64BitProcess ? options.MmapBytes : 0;
}
