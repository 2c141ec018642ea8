using System.Text;

namespace LocalRag.LlamaCpp.Streaming;

/// <summary>Decodes UTF-8 that comes in pieces cut anywhere, also inside a character. Invalid bytes become U+FFFD.</summary>
internal sealed class Utf8Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>Takes bytes, and returns the characters that are complete.</summary>
    public string Append(ReadOnlySpan<byte> bytes) => Decode(bytes, flush: false);

    /// <summary>Returns what an incomplete character at the end amounts to.</summary>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        int length = _decoder.GetCharCount(bytes, flush);
        if (length == 0)
        {
            _decoder.GetChars(bytes, Span<char>.Empty, flush);
            return string.Empty;
        }

        Span<char> characters = length <= 256 ? stackalloc char[length] : new char[length];
        return new string(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
