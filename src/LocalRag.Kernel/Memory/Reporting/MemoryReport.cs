namespace LocalRag.Memory.Reporting;

/// <summary>Who holds how much of the memory that the system says this process takes; all figures in bytes.</summary>
/// <param name="Measure">What the system counts: PSS, phys_footprint or private bytes.</param>
/// <param name="ProcessBytes">What it says of the process.</param>
/// <param name="Status">The budget and the pressure.</param>
/// <param name="Owners">The ledger.</param>
/// <param name="Unaccounted">What the system counts beyond the owners; negative where they claim more than is in memory.</param>
/// <param name="ManagedHeap">The heap of the runtime in use, by generation: 0, 1, 2, large objects, pinned objects.</param>
public sealed record MemoryReport(
    string Measure, long ProcessBytes, MemoryStatus Status, IReadOnlyList<MemoryOwnerLine> Owners, long Unaccounted, IReadOnlyList<long> ManagedHeap)
{
    /// <summary>Gets the unaccounted part as a share of what the process takes.</summary>
    public double UnaccountedShare => ProcessBytes == 0 ? 0 : (double)Unaccounted / ProcessBytes;
}
