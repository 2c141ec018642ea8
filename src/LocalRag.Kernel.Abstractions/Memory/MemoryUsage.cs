namespace LocalRag;

/// <summary>How much memory an owner holds at one moment, in bytes.</summary>
/// <param name="Private">What was allocated, which the system can only swap or compress.</param>
/// <param name="Mapped">What is mapped from files, which the system can drop and read again.</param>
/// <param name="Resident">How much of both is in memory now; null where the owner does not know, and all that is private counts as resident.</param>
public readonly record struct MemoryUsage(long Private, long Mapped = 0, long? Resident = null);
