using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Onnx.Tokenization;

/// <summary>Cuts normalized text into words at spaces, with each punctuation character a word of its own, and nothing left out.</summary>
/// <remarks>The library's own pre-tokenizer drops symbols such as <c>$</c>, <c>=</c> and emoji, which BERT encoders were trained to see.</remarks>
internal sealed class WordPreTokenizer : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        int position = 0;
        while (position < text.Length)
        {
            int length = LengthOfWord(text.AsSpan(position));
            if (length > 0)
            {
                yield return (position, length);
                position += length;
            }
            else
            {
                position++;
            }
        }
    }

    // The base class wants pairs it can yield later, and a span cannot be kept that long.
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    // Zero at a space.
    private static int LengthOfWord(ReadOnlySpan<char> text)
    {
        if (SpecialTokens.LengthAt(text) is int special and > 0)
        {
            return special;
        }

        int length = 0;
        while (length < text.Length && text[length] != ' ')
        {
            Rune.DecodeFromUtf16(text[length..], out Rune rune, out int characters);
            if (IsPunctuation(rune))
            {
                return length > 0 ? length : characters;
            }

            length += characters;
        }

        return length;
    }

    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;
}
