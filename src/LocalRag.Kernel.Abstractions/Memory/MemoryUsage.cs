namespace LocalRag;

/// <summary>How much memory an owner holds at one moment, in bytes. No byte is in two of the first three figures.</summary>
/// <param name="Private">What was allocated outside the runtime's heap; the system can only swap or compress it.</param>
/// <param name="Mapped">What is mapped from files; the system can drop it and read it again.</param>
/// <param name="Managed">What lies in the runtime's heap, as well as the owner can tell.</param>
/// <param name="Resident">How much of all is in memory now; null where the owner does not know.</param>
public readonly record struct MemoryUsage(long Private, long Mapped = 0, long Managed = 0, long? Resident = null)
{
    /// <summary>Gets all of it, in memory or not.</summary>
    public long Total => Private + Mapped + Managed;
}
