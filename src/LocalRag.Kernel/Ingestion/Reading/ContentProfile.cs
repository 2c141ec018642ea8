using System.Text;

namespace LocalRag.Ingestion.Reading;

/// <summary>What the bytes of a file are, seen once from end to end.</summary>
/// <param name="Sha256">The hash of the bytes.</param>
/// <param name="Encoding">How to decode them as text.</param>
/// <param name="IsText">Whether they can be text at all.</param>
internal sealed record ContentProfile(byte[] Sha256, Encoding Encoding, bool IsText);
