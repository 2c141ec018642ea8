namespace LocalRag.Memory.Platform;

/// <summary>Chooses the books of the operating system that this process runs on.</summary>
internal static class MemorySystem
{
    public static IMemorySystem Create() =>
        OperatingSystem.IsLinux() ? new LinuxMemorySystem()
        : OperatingSystem.IsMacOS() ? new MacMemorySystem()
        : OperatingSystem.IsWindows() ? new WindowsMemorySystem()
        : throw new PlatformNotSupportedException("Memory is measured on Linux, macOS and Windows.");

    /// <summary>Returns the smaller of a machine's memory and the limit that the runtime has found: of a container, a job object or its own settings.</summary>
    public static long Capacity(long machine)
    {
        long limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return limit > 0 ? Math.Min(machine, limit) : machine;
    }
}
