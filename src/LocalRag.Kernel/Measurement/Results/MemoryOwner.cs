using LocalRag.Memory.Reporting;

namespace LocalRag.Measurement;

/// <summary>A part of the memory, and whose it is.</summary>
/// <param name="Name">The owner, as in the ledger, such as <c>llama.weights</c>; <see cref="Unaccounted"/> is what the system counts beyond the ledger.</param>
/// <param name="Bytes">Its bytes in memory; less than none of the unaccounted where the owners claim more than there is.</param>
public sealed record MemoryOwner(string Name, long Bytes)
{
    /// <summary>The name of what nobody names.</summary>
    public const string Unaccounted = "unaccounted";

    /// <summary>Returns the parts of a report, the largest first; their sum is what the process takes.</summary>
    /// <param name="report">The ledger, set against the system's books.</param>
    public static IReadOnlyList<MemoryOwner> ListOf(MemoryReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return
        [
            .. report.Owners.Select(line => new MemoryOwner(line.Name, line.Accounted))
                .Append(new MemoryOwner(Unaccounted, report.Unaccounted))
                .GroupBy(owner => owner.Name)
                .Select(group => new MemoryOwner(group.Key, group.Sum(owner => owner.Bytes)))
                .Where(owner => owner.Bytes != 0 || owner.Name == Unaccounted)
                .OrderByDescending(owner => owner.Bytes),
        ];
    }
}
