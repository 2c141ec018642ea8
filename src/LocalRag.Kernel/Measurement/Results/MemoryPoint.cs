namespace LocalRag.Measurement;

/// <summary>What a process held at one time.</summary>
/// <param name="Seconds">The time since the process began.</param>
/// <param name="Stage">What it had just done, such as <c>started</c>, <c>first answer</c> or <c>answers</c>.</param>
/// <param name="Bytes">What it held.</param>
/// <param name="Owners">Who held it.</param>
public sealed record MemoryPoint(double Seconds, string Stage, long Bytes, IReadOnlyList<MemoryOwner> Owners);
