namespace LocalRag.Memory.Platform;

/// <summary>The heap of the C library, in bytes.</summary>
/// <param name="InUse">What was allocated and not freed.</param>
/// <param name="Free">What the library keeps for later allocations.</param>
internal sealed record NativeHeap(long InUse, long Free);
