namespace LocalRag.Measurement;

/// <summary>A part of the memory, and whose it is.</summary>
/// <param name="Name">The owner, such as <c>weights</c>, <c>kv</c> or <c>managed heap</c>; <c>unaccounted</c> is what nobody names.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record MemoryOwner(string Name, long Bytes);
