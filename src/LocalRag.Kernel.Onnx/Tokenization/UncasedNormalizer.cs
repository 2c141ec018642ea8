using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Onnx.Tokenization;

/// <summary>Cleans text the way uncased BERT encoders were trained: no control characters, no accents, lower case, each Chinese character a word.</summary>
/// <remarks>
/// The library's own <see cref="BertNormalizer"/> takes line breaks out without leaving a space, so that the words around one grow
/// together, and throws on half a surrogate pair.
/// </remarks>
internal sealed class UncasedNormalizer : Normalizer
{
    // Stays as it is: after lower-casing, nothing else can look like a special token.
    private static readonly SearchValues<string> s_specialTokens =
        SearchValues.Create([.. SpecialTokens.All], StringComparison.Ordinal);

    public override string Normalize(string original) => Normalize(original.AsSpan());

    public override string Normalize(ReadOnlySpan<char> original)
    {
        StringBuilder normalized = new(original.Length);
        while (original.IndexOfAny(s_specialTokens) is int start and >= 0)
        {
            int length = SpecialTokens.LengthAt(original[start..]);
            AppendNormalized(original[..start], normalized);
            normalized.Append(original.Slice(start, length));
            original = original[(start + length)..];
        }

        AppendNormalized(original, normalized);
        return normalized.ToString();
    }

    private static void AppendNormalized(ReadOnlySpan<char> text, StringBuilder normalized)
    {
        if (Ascii.IsValid(text))
        {
            AppendAscii(text, normalized);
            return;
        }

        // Accents come off in decomposed form. Cleaning goes first, since half a surrogate pair cannot be decomposed.
        string decomposed = Clean(text).Normalize(NormalizationForm.FormD);
        Span<char> buffer = stackalloc char[2];
        foreach (Rune rune in decomposed.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                normalized.Append(buffer[..Rune.ToLowerInvariant(rune).EncodeToUtf16(buffer)]);
            }
        }
    }

    private static void AppendAscii(ReadOnlySpan<char> text, StringBuilder normalized)
    {
        foreach (char character in text)
        {
            if (character is '\t' or '\n' or '\r')
            {
                normalized.Append(' ');
            }
            else if (!char.IsControl(character))
            {
                normalized.Append(char.ToLowerInvariant(character));
            }
        }
    }

    private static string Clean(ReadOnlySpan<char> text)
    {
        StringBuilder cleaned = new(text.Length);
        Span<char> buffer = stackalloc char[2];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '\t' or '\n' or '\r')
            {
                cleaned.Append(' ');
                continue;
            }

            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                    or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned:
                    break;
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    cleaned.Append(' ');
                    break;
                default:
                    ReadOnlySpan<char> characters = buffer[..rune.EncodeToUtf16(buffer)];
                    if (IsChinese(rune.Value))
                    {
                        cleaned.Append(' ').Append(characters).Append(' ');
                    }
                    else if (rune != Rune.ReplacementChar)
                    {
                        cleaned.Append(characters);
                    }

                    break;
            }
        }

        return cleaned.ToString();
    }

    // The blocks that BERT's authors chose: ideographs only, not Hangul or the Japanese syllabaries.
    private static bool IsChinese(int codePoint) => codePoint
        is (>= 0x4E00 and <= 0x9FFF)
        or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x2F800 and <= 0x2FA1F);
}
