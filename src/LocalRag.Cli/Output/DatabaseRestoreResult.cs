namespace LocalRag.Cli.Output;

/// <summary>What <c>db restore --json</c> writes.</summary>
/// <param name="Documents">How many documents the index holds now.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Kept">The file with what it held before; null where it was empty.</param>
internal sealed record DatabaseRestoreResult(long Documents, long Chunks, string? Kept);
