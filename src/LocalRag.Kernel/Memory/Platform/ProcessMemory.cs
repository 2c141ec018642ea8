namespace LocalRag.Memory.Platform;

/// <summary>The memory of this process in the system's own books, in bytes.</summary>
/// <param name="Measure">What <see cref="Bytes"/> is: <c>PSS</c>, <c>phys_footprint</c> or <c>private bytes</c>.</param>
/// <param name="Bytes">What the process takes, with its share of what it shares with others.</param>
/// <param name="Resident">What it has in memory.</param>
/// <param name="Private">What is its own: not the pages of files, which the system can drop.</param>
/// <param name="Compressed">What the system has compressed or swapped out; null where it is not told.</param>
internal sealed record ProcessMemory(string Measure, long Bytes, long Resident, long Private, long? Compressed);
