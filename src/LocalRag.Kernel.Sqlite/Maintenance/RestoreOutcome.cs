namespace LocalRag.Sqlite.Maintenance;

/// <summary>What a restored index holds.</summary>
/// <param name="Documents">How many documents.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Kept">The file with what the index held before; null where it was empty.</param>
public sealed record RestoreOutcome(long Documents, long Chunks, string? Kept);
