namespace LocalRag.Gpu;

/// <summary>What the system tells about a graphics processor at one moment; null is what it does not tell.</summary>
/// <param name="Name">The hardware's name.</param>
/// <param name="Driver">What drives it, in the system's words.</param>
/// <param name="Cores">How many cores it has.</param>
/// <param name="BusyPercent">How much of the time it was busy of late, for all processes together.</param>
/// <param name="MemoryInUse">The memory that is mapped for it now, in bytes, for all processes together.</param>
/// <param name="MemoryAllocated">The memory that was allocated for it, in bytes.</param>
public sealed record GpuReading(string Name, string Driver, int? Cores, double? BusyPercent, long? MemoryInUse, long? MemoryAllocated);
