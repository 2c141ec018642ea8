namespace LocalRag.Memory.Reporting;

/// <summary>An entry of the ledger, and what the system has of it in memory.</summary>
/// <param name="Name">The owner.</param>
/// <param name="Kind">What it keeps.</param>
/// <param name="Priority">How soon it is asked to give memory back.</param>
/// <param name="Usage">What it says that it holds.</param>
/// <param name="Resident">How much of it counts as being in memory; for mapped files what the system tells.</param>
/// <param name="Trimmable">What it would free at each level, from Light on.</param>
public sealed record MemoryOwnerLine(
    string Name, MemoryKind Kind, MemoryPriority Priority, MemoryUsage Usage, long Resident, IReadOnlyDictionary<MemoryTrim, long> Trimmable)
{
    /// <summary>Gets what counts as this owner's alone: what others have in the managed heap is part of the heap's own line.</summary>
    public long Accounted => Name == ManagedHeapOwner.OwnerName ? Resident : Resident - Usage.Managed;
}
