namespace LocalRag.Models;

/// <summary>Whether a model's file is the one that the catalog lists.</summary>
/// <param name="Path">The file that was read.</param>
/// <param name="Sha256">The SHA-256 that it has, in lower-case hexadecimal.</param>
/// <param name="IsIntact">Whether that is the one of the catalog.</param>
public sealed record ModelVerification(string Path, string Sha256, bool IsIntact);
