using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace LocalRag.Ingestion.Reading;

/// <summary>Reads JSON of any size, a buffer at a time.</summary>
internal sealed class JsonDocumentReader : IDocumentReader
{
    private const int BufferBytes = 64 * 1024;
    private const int LongestValue = 16 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public async IAsyncEnumerable<TextBlock> ReadAsync(DocumentSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream bytes = Encoding.CreateTranscodingStream(source.Stream, source.Content.Encoding, new UTF8Encoding(false), leaveOpen: true);
        JsonTextExtractor extractor = new(firstLine: 1);
        List<TextBlock> blocks = [];
        byte[] buffer = new byte[BufferBytes];
        int kept = 0;
        bool isFirst = true;
        bool isLast;
        do
        {
            int read = await bytes.ReadAtLeastAsync(buffer.AsMemory(kept), buffer.Length - kept, throwOnEndOfStream: false, cancellationToken);
            isLast = read < buffer.Length - kept;
            int start = isFirst && buffer.AsSpan(0, read).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
            isFirst = false;
            int consumed = start + Extract(extractor, buffer.AsSpan(start, kept + read - start), isLast, blocks);
            foreach (TextBlock block in blocks)
            {
                yield return block;
            }

            blocks.Clear();
            kept = kept + read - consumed;
            buffer.AsSpan(consumed, kept).CopyTo(buffer);
            if (kept == buffer.Length)
            {
                buffer = Grow(buffer, extractor);
            }
        }
        while (!isLast);
    }

    private static int Extract(JsonTextExtractor extractor, ReadOnlySpan<byte> bytes, bool isLast, List<TextBlock> blocks)
    {
        try
        {
            return extractor.Read(bytes, isLast, blocks);
        }
        catch (JsonException exception)
        {
            throw new DocumentUnreadableException($"It is not valid JSON (line {extractor.Line}).", "Check it with a JSON editor; a file of one JSON value per line is named .jsonl.", exception);
        }
    }

    private static byte[] Grow(byte[] buffer, JsonTextExtractor extractor)
    {
        if (buffer.Length >= LongestValue)
        {
            throw new DocumentUnreadableException($"One of its values has more than {LongestValue:N0} bytes (after line {extractor.Line}).");
        }

        Array.Resize(ref buffer, buffer.Length * 2);
        return buffer;
    }
}
