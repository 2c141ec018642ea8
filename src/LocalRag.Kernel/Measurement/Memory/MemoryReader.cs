namespace LocalRag.Measurement;

/// <summary>Reads how much memory this process holds, as its operating system counts it best, and for what.</summary>
public static class MemoryReader
{
    /// <summary>Gets what the bytes are: <c>pss</c>, <c>phys_footprint</c> or <c>private_working_set</c>.</summary>
    public static string Measure => OperatingSystem.IsLinux() ? "pss" : OperatingSystem.IsMacOS() ? "phys_footprint" : "private_working_set";

    /// <summary>Returns the bytes.</summary>
    public static long ReadBytes() => OperatingSystem.IsLinux() ? LinuxMemory.ReadBytes()
        : OperatingSystem.IsMacOS() ? MacMemory.ReadBytes()
        : WindowsMemory.ReadBytes();

    /// <summary>Returns the bytes by owner, as far as the system tells; the rest is <c>unaccounted</c>.</summary>
    public static IReadOnlyList<MemoryOwner> ReadOwners()
    {
        List<MemoryOwner> owners = [.. OperatingSystem.IsLinux() ? LinuxMemory.ReadOwners() : [ManagedHeap()]];
        long unaccounted = ReadBytes() - owners.Sum(owner => owner.Bytes);
        return unaccounted > 0 ? [.. owners, new MemoryOwner("unaccounted", unaccounted)] : owners;
    }

    internal static MemoryOwner ManagedHeap() => new("managed heap", GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes);
}
