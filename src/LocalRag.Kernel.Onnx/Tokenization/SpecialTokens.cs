namespace LocalRag.Onnx.Tokenization;

/// <summary>The tokens of a BERT vocabulary that are not text.</summary>
internal static class SpecialTokens
{
    public static readonly string[] All = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Returns the length of the special token that the text begins with, or 0.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '[')
        {
            return 0;
        }

        foreach (string token in All)
        {
            if (text.StartsWith(token, StringComparison.Ordinal))
            {
                return token.Length;
            }
        }

        return 0;
    }
}
