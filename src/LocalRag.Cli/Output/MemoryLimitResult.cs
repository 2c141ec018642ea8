using LocalRag.Cli.Hosting.Limits;

namespace LocalRag.Cli.Output;

/// <summary>The limit of memory that a command ran under, and what kept it.</summary>
internal sealed record MemoryLimitResult(long Bytes, MemoryLimitKind Kind);
