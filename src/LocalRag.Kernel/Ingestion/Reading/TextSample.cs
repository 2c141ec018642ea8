namespace LocalRag.Ingestion.Reading;

/// <summary>A bounded copy of a file's bytes from which an encoding is guessed.</summary>
internal sealed class TextSample
{
    private const int MaxBytes = 64 * 1024;

    private TextSample(byte[] bytes) => Bytes = bytes;

    public byte[] Bytes { get; }

    /// <summary>Copies the part that begins shortly before the first byte that is not ASCII, since ASCII says nothing about the encoding.</summary>
    public static TextSample Of(ReadOnlySpan<byte> bytes)
    {
        int first = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        int start = first < 0 ? 0 : Math.Clamp(first - 1024, 0, Math.Max(0, bytes.Length - MaxBytes));
        return new TextSample(bytes.Slice(start, Math.Min(MaxBytes, bytes.Length - start)).ToArray());
    }
}
