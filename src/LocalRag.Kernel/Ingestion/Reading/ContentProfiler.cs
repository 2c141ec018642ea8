using System.Buffers;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads a file once to hash it and to find out how its text is encoded, so that the encoding is decided by the whole file and not by its beginning.</summary>
internal static class ContentProfiler
{
    private const int BufferBytes = 128 * 1024;

    // A UTF-8 sequence that a buffer cuts has at most three bytes before the cut.
    private const int LongestIncompleteSequence = 3;

    public static async Task<ContentProfile> ProfileAsync(Stream stream, Action<int>? onBytes, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            TextSample? beginning = null;
            TextSample? invalid = null;
            int kept = 0;
            bool hasNul = false;
            while (true)
            {
                int read = await stream.ReadAtLeastAsync(buffer.AsMemory(kept, BufferBytes - kept), BufferBytes - kept, throwOnEndOfStream: false, cancellationToken);
                bool last = read < BufferBytes - kept;
                hash.AppendData(buffer, kept, read);
                onBytes?.Invoke(read);
                ReadOnlySpan<byte> bytes = buffer.AsSpan(0, kept + read);
                beginning ??= TextSample.Of(bytes);
                hasNul = hasNul || bytes.Contains((byte)0);
                int usable = invalid is null ? UsableLength(bytes, last) : bytes.Length;
                if (invalid is null && !Utf8.IsValid(bytes[..usable]))
                {
                    invalid = TextSample.Of(bytes);
                    usable = bytes.Length;
                }

                if (last)
                {
                    return EncodingDetector.Decide(hash.GetHashAndReset(), beginning, invalid, hasNul);
                }

                kept = bytes.Length - usable;
                bytes[usable..].CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int UsableLength(ReadOnlySpan<byte> bytes, bool last)
    {
        if (last)
        {
            return bytes.Length;
        }

        for (int tail = 1; tail <= LongestIncompleteSequence && tail < bytes.Length; tail++)
        {
            byte value = bytes[^tail];
            if (value < 0x80)
            {
                break;
            }

            if (value >= 0xC0)
            {
                return bytes.Length - tail;
            }
        }

        return bytes.Length;
    }
}
