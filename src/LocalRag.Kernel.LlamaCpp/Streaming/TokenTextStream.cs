using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Streaming;

/// <summary>Turns the tokens of one answer into text, as it can be shown: a character is passed on when its last byte is there.</summary>
internal sealed class TokenTextStream(Vocabulary vocabulary, IReadOnlyList<string> stopSequences)
{
    private readonly Utf8Stream _utf8 = new();
    private readonly StopSequenceMatcher _matcher = new(stopSequences);
    private byte[] _piece = new byte[64];

    /// <summary>Gets whether a stop sequence was complete.</summary>
    public bool IsStopped => _matcher.IsStopped;

    /// <summary>Takes a token, and returns the text that can be shown.</summary>
    public string Append(int token)
    {
        int length = vocabulary.CopyPiece(token, ref _piece);
        return _matcher.Append(_utf8.Append(_piece.AsSpan(0, length)));
    }

    /// <summary>Returns the rest, at the end of the answer.</summary>
    public string Flush() => IsStopped ? string.Empty : _matcher.Append(_utf8.Flush()) + _matcher.Flush();
}
