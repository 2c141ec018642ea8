namespace LocalRag.Gpu;

/// <summary>A driver of a graphics processor in the system's registry.</summary>
/// <param name="Driver">The driver's class.</param>
/// <param name="Model">The hardware's name; null where it is not given.</param>
/// <param name="Cores">How many cores it has; null where it is not given.</param>
/// <param name="Statistics">The figures that it publishes, under its own names.</param>
internal sealed record AcceleratorEntry(string Driver, string? Model, int? Cores, IReadOnlyDictionary<string, long> Statistics)
{
    // The names of Apple's drivers. "In use system memory (driver)" is another figure, of what the driver has for itself.
    private const string Busy = "Device Utilization %";
    private const string BusyOfOldDrivers = "GPU Activity(%)";
    private const string InUse = "In use system memory";
    private const string Allocated = "Alloc system memory";

    /// <summary>Returns what the figures mean; what is not there, or cannot be, stays unknown.</summary>
    public GpuReading Read() => new(
        Model ?? Driver,
        Driver,
        Cores,
        (Find(Busy) ?? Find(BusyOfOldDrivers)) is >= 0 and <= 100 and long busy ? busy : null,
        Find(InUse) is >= 0 and long inUse ? inUse : null,
        Find(Allocated) is >= 0 and long allocated ? allocated : null);

    private long? Find(string name) => Statistics.TryGetValue(name, out long value) ? value : null;
}
