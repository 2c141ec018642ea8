namespace LocalRag.Memory.Platform;

/// <summary>A stretch of the address space.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="End">The address behind its last.</param>
/// <param name="Permissions">What may be done with it, as <c>rw-p</c>.</param>
/// <param name="Name">The file behind it, or the system's name in brackets; empty where it has neither.</param>
/// <param name="Resident">How much of it is in memory.</param>
/// <param name="Proportional">The same, with what others share divided among all.</param>
internal readonly record struct MemoryMapping(ulong Start, ulong End, string Permissions, string Name, long Resident, long Proportional)
{
    /// <summary>Gets whether a file lies behind it, which includes the anonymous files that only exist in memory.</summary>
    public bool IsFile => Name.StartsWith('/');
}
