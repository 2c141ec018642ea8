using System.Text;
using UtfUnknown;

namespace LocalRag.Ingestion.Reading;

/// <summary>Decides how a file's text is encoded: by its byte order mark, by being valid UTF-8, else by a guess.</summary>
internal static class EncodingDetector
{
    // Below this the guess is worth less than the most common encoding that is not UTF-8.
    private const float LeastConfidence = 0.5f;
    private const string Fallback = "windows-1252";

    /// <param name="sha256">The hash of the file.</param>
    /// <param name="beginning">The first bytes.</param>
    /// <param name="invalid">The bytes around the first that are not UTF-8; null where all are.</param>
    /// <param name="hasNul">Whether there is a zero byte anywhere.</param>
    public static ContentProfile Decide(byte[] sha256, TextSample beginning, TextSample? invalid, bool hasNul)
    {
        ReadOnlySpan<byte> start = beginning.Bytes;
        Encoding? marked = FromByteOrderMark(start);
        if (marked is not null)
        {
            return new ContentProfile(sha256, marked, IsText: true);
        }

        if (hasNul)
        {
            Encoding? wide = FromZeros(start);
            wide = wide is not null && IsMostlyControls(Encoding.UTF8.GetBytes(wide.GetString(start))) ? null : wide;
            return new ContentProfile(sha256, wide ?? Encoding.UTF8, IsText: wide is not null);
        }

        return invalid is null
            ? new ContentProfile(sha256, Encoding.UTF8, !IsMostlyControls(start))
            : new ContentProfile(sha256, Guess(invalid.Bytes), !IsMostlyControls(invalid.Bytes));
    }

    private static Encoding? FromByteOrderMark(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
        [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => null,
    };

    // UTF-16 without a mark: the upper byte of most letters of most languages' punctuation, digits and spaces is zero, the lower is not.
    private static Encoding? FromZeros(ReadOnlySpan<byte> bytes)
    {
        int pairs = bytes.Length / 2;
        int evenZeros = 0;
        int oddZeros = 0;
        for (int index = 0; index + 1 < bytes.Length; index += 2)
        {
            evenZeros += bytes[index] == 0 ? 1 : 0;
            oddZeros += bytes[index + 1] == 0 ? 1 : 0;
        }

        const int FewOf = 50;
        const int ManyOf = 4;
        return (oddZeros > pairs / ManyOf, evenZeros > pairs / ManyOf) switch
        {
            (true, false) when evenZeros <= pairs / FewOf => Encoding.Unicode,
            (false, true) when oddZeros <= pairs / FewOf => Encoding.BigEndianUnicode,
            _ => null,
        };
    }

    private static bool IsMostlyControls(ReadOnlySpan<byte> bytes)
    {
        int controls = 0;
        foreach (byte value in bytes)
        {
            controls += value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B) ? 1 : 0;
        }

        const int OneIn = 20;
        return controls > bytes.Length / OneIn;
    }

    private static Encoding Guess(byte[] bytes)
    {
        DetectionDetail? detail = CharsetDetector.DetectFromBytes(bytes).Detected;
        string name = detail is { Confidence: >= LeastConfidence } ? detail.EncodingName : Fallback;

        // Asked directly, so that the encodings of the whole process stay as the application has set them up.
        return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? TryGetEncoding(name) ?? CodePagesEncodingProvider.Instance.GetEncoding(Fallback)!;
    }

    private static Encoding? TryGetEncoding(string name)
    {
        try
        {
            // A guess of ASCII or UTF-8 comes from a sample that lacks the offending byte: the whole file is known to be neither.
            Encoding encoding = Encoding.GetEncoding(name);
            return encoding.CodePage is 20127 or 65001 ? null : encoding;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
