namespace LocalRag.Models;

/// <summary>How far the download or the check of a model is.</summary>
/// <param name="Bytes">How many bytes are done, those of an earlier attempt included.</param>
/// <param name="TotalBytes">How many there are.</param>
public readonly record struct ModelProgress(long Bytes, long TotalBytes);
