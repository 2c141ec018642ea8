namespace LocalRag.Cli.Output;

/// <summary>What <c>db backup --json</c> and <c>db vacuum --json</c> write.</summary>
internal sealed record DatabaseFileResult(string File, long Bytes)
{
    /// <summary>Gets the bytes that were given back to the disk; null where that was not the purpose.</summary>
    public long? FreedBytes { get; init; }
}
