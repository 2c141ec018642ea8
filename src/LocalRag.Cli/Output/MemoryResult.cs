using LocalRag.Memory.Reporting;

namespace LocalRag.Cli.Output;

/// <summary>What <c>doctor --memory --json</c> writes; bytes.</summary>
internal sealed record MemoryResult(
    string Measure, long Process, long Unaccounted, double UnaccountedShare, long Budget, long Available, string Pressure,
    IReadOnlyList<MemoryOwnerResult> Owners, IReadOnlyList<long> ManagedHeapGenerations)
{
    public static MemoryResult From(MemoryReport report) => new(
        report.Measure,
        report.ProcessBytes,
        report.Unaccounted,
        report.UnaccountedShare,
        report.Status.Budget,
        report.Status.Available,
        report.Status.Pressure.ToString(),
        [.. report.Owners.Select(MemoryOwnerResult.From)],
        report.ManagedHeap);
}

/// <summary>An owner in <c>doctor --memory --json</c>; what it would free is by level.</summary>
internal sealed record MemoryOwnerResult(
    string Name, string Kind, string Priority, long Private, long Mapped, long Managed, long Resident, long LightFrees, long ModerateFrees, long SevereFrees)
{
    public static MemoryOwnerResult From(MemoryOwnerLine owner) => new(
        owner.Name,
        owner.Kind.ToString(),
        owner.Priority.ToString(),
        owner.Usage.Private,
        owner.Usage.Mapped,
        owner.Usage.Managed,
        owner.Resident,
        owner.Trimmable[MemoryTrim.Light],
        owner.Trimmable[MemoryTrim.Moderate],
        owner.Trimmable[MemoryTrim.Severe]);
}
